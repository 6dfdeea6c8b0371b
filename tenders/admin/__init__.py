"""How officers write their calls in the Wagtail admin. Every page saves by the deeds of `tenders.calls`."""
