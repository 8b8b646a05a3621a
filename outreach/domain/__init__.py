"""What is true: records, measures, guides and Vietnamese text. Standard library only."""
