"""The version of the program; every entry of a journal carries it."""

VERSION = "0.1.0"
