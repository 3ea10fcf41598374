import functools
from functools import reduce

import lib.flow as flow
from lib.base import Job
from lib import clean
from elsewhere.sinks import save
from pyspark.streaming.listener import StreamingListener


class Progress(StreamingListener):
    def onBatchCompleted(self, batch):
        print(batch)

    def helper(self):
        pass


class Pages(Job):
    def __init__(self, host="localhost"):
        super().__init__(10)
        self.host = host
        self.streams = []

    @property
    def lines(self):
        return self.source

    def build(self):
        self.source = self.context.socketTextStream(self.host, 9999)
        self.streams.append(self.lines.map(clean))
        self.streams.append(flow.words(self.lines))
        both = reduce(lambda a, b: a.union(b), self.streams)
        totals = flow.count(both) if self.host else both
        first, second = flow.split(totals)
        for each in (first, second):
            each.pprint()
        save(first)
        by_name = {"all": totals, "some": 3}
        by_name["all"].count().saveAsTextFiles("out")
        windowed = functools.partial(flow.window, seconds=30)
        windowed(totals).pprint(5)
        show = second.pprint
        show(3)
        getattr(second, self.host)()
        return totals


job = Pages()
job.context.addStreamingListener(Progress())
job.build()
job.run()
