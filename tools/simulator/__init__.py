"""What a portal speaks with (a forge, CI, Argo CD, Flux, a bucket), made up, and a story that is told with it."""
