"""How a firm's file comes to an authority: the firm asks, or registers where every newcomer is checked."""
