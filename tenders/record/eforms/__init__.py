"""Calls and results as eForms (Implementing Regulation (EU) 2019/1780): UBL 2.3 with the eForms extension, SDK 1.15."""
