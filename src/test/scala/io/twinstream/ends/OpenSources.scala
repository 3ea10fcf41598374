package io.twinstream.ends

import io.twinstream.api.{EndSettings, Source}
import java.time.Duration

/** Sources as `run` opens them. */
object OpenSources {
  def files(folder: String): Source =
    Sources.open(s"files:$folder", Duration.ofSeconds(1), EndSettings.NONE)
}
