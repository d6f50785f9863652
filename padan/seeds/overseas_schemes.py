"""The rules of the schemes to Japan, from the files that come with Padan: public rules, nobody invented."""

from padan.overseas.actions.loading import load_scheme
from padan.overseas.reading import read, shipped
from padan.seeds.story import EVENT_ON, Story, moment


def build(story: Story) -> None:
    for path in shipped():
        load_scheme(file=read(path), by=None, at=moment(EVENT_ON, 16, 30))
