"""What each screen shows, worked out without Kivy."""
