package io.twinstream.cli

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite
import picocli.CommandLine
import scala.collection.JavaConverters._
import scala.util.Random

/** What users read: all of it is held against a few rules, and ten sentences of help and ten messages are
  * shown, drawn by a seed, for people to judge.
  */
@RuleTier
class SentencesSuite extends AnyFunSuite {
  private val seed = sys.env.get("TWINSTREAM_SENTENCES_SEED").map(_.toLong).getOrElse(17L)
  private val shown = 10
  private val longest = 300

  private def every(command: CommandLine): Seq[CommandLine] =
    command +: command.getSubcommands.values.asScala.toSeq.flatMap(every)

  /** Each text of the help, by where it stands. */
  private lazy val help: Map[String, String] = (for {
    command <- every(Main.commandLine())
    spec = command.getCommandSpec
    (label, lines) <-
      Seq("" -> spec.usageMessage.description) ++
        spec.options.asScala.filterNot(_.hidden).map(each => s" ${each.longestName}" -> each.description) ++
        spec.positionalParameters.asScala
          .filterNot(_.hidden)
          .map(each => s" ${each.paramLabel}" -> each.description)
    (line, k) <- lines.toSeq.zipWithIndex
  } yield s"${spec.qualifiedName}$label, $k" -> line).toMap

  private lazy val messages: Map[String, String] =
    BadCalls.all.map(call => call.words -> BadCalls.run(call.args: _*)._3.linesIterator.next()).toMap

  private def sample(all: Map[String, String]): Seq[(String, String)] =
    new Random(seed)
      .shuffle(all.toSeq.sortBy(_._1).groupBy(_._2).values.map(_.head).toSeq.sortBy(_._1))
      .take(shown)

  test("texts of the help are sentences") {
    assert(help.size > 150)
    // Of picocli's own commands.
    val others = Set("twinstream help", "twinstream completion")
    for ((where, text) <- help if !others.exists(where.startsWith)) {
      assert(text.matches("(?s).*[.:;,a-z\\d]") && text.length <= longest, s"$where: $text")
      assert(!text.contains("  ") && !text.contains("${"), s"$where: $text")
    }
  }

  test("messages are a line without names of exceptions") {
    for ((call, text) <- messages) {
      assert(text.startsWith("twinstream: ") && text.length <= longest + 100, s"$call: $text")
      assert(!text.matches(".*\\b(java|javax|scala|org|com|io)(\\.[a-z]\\w*)+\\.[A-Z].*"), s"$call: $text")
      assert(
        !text.contains("unexpected error") && !text.replace("/dev/null", "").contains("null"),
        s"$call: $text"
      )
    }
  }

  test(s"ten of each, by seed $seed") {
    val texts = sample(help) ++ sample(messages)
    assert(texts.size == 2 * shown)
    texts.foreach { case (where, text) => info(s"$text   [$where]") }
  }
}
