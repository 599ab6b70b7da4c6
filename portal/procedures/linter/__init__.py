"""What is looked at before an edition is published: `lint` is the door, the other files look at one side each.

An error forbids publishing; a warning is shown beside it. All of it is pure.
"""
