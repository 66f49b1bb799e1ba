"""Real clients beside `carom follow`: what they do on a redirect, recorded and compared."""
