"""An authority checks what a firm says of itself: by a promised day, with reasons, and never in the way of a bid."""
