"""The firms with which a firm bids: members of its groups, subcontractors, those whose capacity it relies on."""
