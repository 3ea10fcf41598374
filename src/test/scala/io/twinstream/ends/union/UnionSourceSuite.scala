package io.twinstream.ends.union

import io.twinstream.RuleTier
import io.twinstream.api.{EndSettings, Engine}
import io.twinstream.ends.Sources
import io.twinstream.error.UserError
import java.time.Duration
import org.scalatest.funsuite.AnyFunSuite

@RuleTier
class UnionSourceSuite extends AnyFunSuite {
  private def open(spec: String) = Sources.open(spec, Duration.ofSeconds(1), EndSettings.NONE)

  test("a topic and a directory, whose name may have plus signs") {
    val source = open("union:kafka:localhost:9092/events+files:/in/a+b+c")
    assert(source.spec == "union:kafka:localhost:9092/events+files:/in/a+b+c")
    assert(!source.virtualTime.isPresent && !source.receiver.isPresent && !source.replay.isPresent)
    assert(Engine.values.forall(source.countedAs(_) == "record"))
  }

  // specification, what is said
  for (
    (spec, said) <- Seq(
      "union:files:/in" -> "is one source",
      "union:files:/in+files:/there" -> "two of a kind",
      "union:kafka:h:1/a+kafka:h:1/b" -> "two of a kind",
      "union:kafka:h:1/a+socket:h:1" -> "socket:h:1 cannot be read beside another source",
      "union:kafka:h:1/a+receiver:h:1" -> "receiver:h:1 cannot be read beside another source",
      "union:kafka:h:1/a+ftp:/in" -> "unknown source 'ftp:/in'",
      "union:kafka:h/a+files:/in" -> "write kafka:HOST:PORT/TOPIC",
      "union:" -> "unknown source 'union:'"
    )
  ) test(s"refused: $spec") {
    val refused = intercept[UserError](open(spec))
    assert(refused.getMessage.contains(said), refused.getMessage)
  }

  test("a directory that is missing is told") {
    val refused =
      intercept[UserError](
        new UnionSource("union:x", java.util.Collections.singletonList(open("files:/nowhere"))).check()
      )
    assert(refused.getMessage.startsWith("files:/nowhere: no such directory"))
  }
}
