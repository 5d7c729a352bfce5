"""What builds packaged data, the sample corpus and the docs; each module runs by itself."""
