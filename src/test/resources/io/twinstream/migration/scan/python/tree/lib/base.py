from pyspark import streaming


class Job(object):
    def __init__(self, seconds):
        self.context = streaming.StreamingContext(None, seconds)

    def run(self):
        self.context.start()
        while not self.context.awaitTerminationOrTimeout(5):
            print("running")
        self.context.stop(True, True)
