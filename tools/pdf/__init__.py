"""The book on paper: every built page, in one PDF."""
