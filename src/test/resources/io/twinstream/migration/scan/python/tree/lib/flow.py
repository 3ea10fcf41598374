# Mentions no Spark at all: what it is given decides what its calls are.
def words(stream):
    return stream.flatMap(lambda line: line.split())


def count(stream):
    def add(a, b):
        return a + b

    return stream.map(lambda word: (word, 1)).reduceByKey(add)


def split(stream):
    return stream.filter(lambda pair: pair[1] > 1), stream.filter(lambda pair: pair[1] == 1)


def window(stream, seconds):
    return stream.window(seconds)


def unused(rows):
    return rows.count()
