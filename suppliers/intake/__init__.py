"""Nobody left behind: an officer registers a firm by telephone, at the desk or from paper; the firm claims it later."""
