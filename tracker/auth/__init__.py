"""Who somebody is: passwords, throttled log-in, sessions that end."""
