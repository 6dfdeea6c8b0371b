"""Public company registers: their open data, imported, and the EU's VAT service. One question: who has this number?"""
