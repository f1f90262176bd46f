"""The commands of the platform, each as one step of a random walk."""
