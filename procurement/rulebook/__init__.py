"""The rules of law that dates are counted by: everybody reads them, who runs the portal adds to them, dated."""
