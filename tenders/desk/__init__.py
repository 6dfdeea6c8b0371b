"""What lies before each person: what it has to do, and the pages of the calls that it works on."""
