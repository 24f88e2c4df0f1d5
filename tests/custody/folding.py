"""States of hand-written lives, for tests."""

from scripts.custody_cases import Story, Way, stories
from scripts.custody_vectors import folded

from sampai.custody.model import BoxState, Statement
from sampai.custody.rules.bodies import statement_of
from sampai.custody.rules.fold import replay

STORIES = {story.name: story for story in stories()}


def state_of(name: str) -> BoxState:
    """The state of a story."""
    return folded(STORIES[name])


def statements_of(story: Story | Way) -> list[Statement]:
    """The statements of a story, or of a way so far."""
    said = story.events if isinstance(story, Story) else tuple(story.said)
    read = (statement_of(one.event, digest=one.digest) for one in said)
    return [statement for statement in read if statement]


def after(way: Way) -> BoxState:
    """The state of a way so far."""
    return replay(way.box, statements_of(way))
