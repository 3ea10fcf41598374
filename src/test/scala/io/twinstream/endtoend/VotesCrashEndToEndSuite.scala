package io.twinstream.endtoend

import io.twinstream.EndToEnd

/** Votes per candidate, over ballots of which some come again. */
@EndToEnd
class VotesCrashEndToEndSuite extends CrashRounds(Votes)
