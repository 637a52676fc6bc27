"""Every option and argument of the command line, declared once with its help: a module for each kind of verb.

Owned here: names, metavariables and help of parameters, as annotated types that commands use in their signatures.
"""
