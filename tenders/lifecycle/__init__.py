"""Every state and every move, each lifecycle on one screen. The rules ask the thing plain questions."""
