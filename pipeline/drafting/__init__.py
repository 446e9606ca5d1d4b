"""The draft of a registry module from saved pages (`diarium new-registry`): labels found, fields proposed, module and report written.

Belongs here: everything that guesses. Nothing in `parsers` guesses, and nothing there imports this.
"""
