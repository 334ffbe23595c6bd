"""What an attacker would try, and what comes of it."""
