package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun}

/** Votes per candidate, over ballots of which some come again. */
@EndToEnd
class VotesCrashEndToEndSuite extends CrashRounds(Votes, (_, _) => Seq(LongRun))
