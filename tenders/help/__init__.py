"""Help: a firm asks an authority, which answers by a day that it promised; its ombudsperson watches, and may speak."""
