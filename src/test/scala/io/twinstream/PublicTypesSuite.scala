package io.twinstream

import com.tngtech.archunit.core.domain.{JavaClass, JavaClasses, JavaModifier}
import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What is public is what another package uses, or what is found by its name. */
@RuleTier
class PublicTypesSuite extends AnyFunSuite {

  /** Found by `ServiceLoader`. */
  private lazy val providers: Set[String] = {
    val home = Paths.get(sys.env("TWINSTREAM_HOME"))
    val folders = Seq("src/main/resources", "src/bench/own/resources").map(home.resolve(_))
    val files = folders.map(_.resolve("META-INF/services")).filter(Files.isDirectory(_)).flatMap(filesOf)
    files.flatMap(Files.readAllLines(_).asScala).map(_.trim).toSet
  }

  private def filesOf(folder: Path): Seq[Path] = {
    val listed = Files.list(folder)
    try listed.iterator.asScala.toList
    finally listed.close()
  }

  private def isPublic(each: JavaClass): Boolean =
    each.getModifiers.contains(JavaModifier.PUBLIC) &&
      (!each.getEnclosingClass.isPresent || isPublic(each.getEnclosingClass.get))

  /** Started by `spark-submit --class` or `java`. */
  private def isStarted(each: JavaClass): Boolean = each.getMethods.asScala.exists(method =>
    method.getName == "main" && method.getModifiers.contains(JavaModifier.STATIC)
  )

  /** Read and written by the code that Spark generates for it, or by Jackson. */
  private def isBean(each: JavaClass): Boolean =
    each.getConstructors.asScala.exists(made =>
      made.getRawParameterTypes.isEmpty && made.getModifiers.contains(JavaModifier.PUBLIC)
    ) && each.getMethods.asScala.exists(_.getName.matches("set[A-Z].*"))

  /** Of `src/spark-4`: `StateApi` knows them by their names, as they are not there on Spark 3.5. */
  private def isTwinOfSpark4(each: JavaClass): Boolean =
    each.isAssignableTo("io.twinstream.api.StructuredTwin") && each.getSimpleName.startsWith("Transform")

  /** Named in an option of the hosted format, and made by classic programs of others: kinesis.md shows both.
    */
  private val receivers = Set("io.twinstream.ends.kinesis.KinesisReceiver")

  private def isFoundByName(each: JavaClass): Boolean =
    providers(each.getName) || isStarted(each) || isBean(each) || isTwinOfSpark4(each) || receivers(
      each.getName
    )

  private def isUsedByOthers(each: JavaClass): Boolean =
    each.getDirectDependenciesToSelf.asScala.exists(_.getOriginClass.getPackageName != each.getPackageName)

  /** A nested type says something of a member of the type around it: its uses are that one's. */
  private def isPartOfUsed(each: JavaClass): Boolean =
    each.getEnclosingClass.isPresent && {
      val around = each.getEnclosingClass.get
      val isMember = (around.getMethods.asScala ++ around.getConstructors.asScala).exists(method =>
        method.getModifiers.contains(JavaModifier.PUBLIC) &&
          (method.getReturnType.getAllInvolvedRawTypes.asScala ++
            method.getParameterTypes.asScala.flatMap(_.getAllInvolvedRawTypes.asScala)).exists(_ == each)
      )
      isMember && (isUsedByOthers(around) || isFoundByName(around))
    }

  private val published =
    Set("api", "ends.flume", "restart", "savepoint", "testkit").map("io.twinstream." + _)

  private def tooPublic(classes: JavaClasses): Seq[String] = classes.asScala.toSeq
    .filter(each => isPublic(each) && !published(each.getPackageName))
    .filterNot(_.getPackageName.startsWith("io.twinstream.bench"))
    .filterNot(each => isUsedByOthers(each) || isFoundByName(each) || isPartOfUsed(each))
    .map(_.getName)
    .sorted

  test("no type is public that only its own package uses") {
    assert(tooPublic(OurClasses.all) == Seq.empty)
  }

  test("one that is public without need is reported: TooPublic") {
    val reported = tooPublic(OurClasses.wrong)
    assert(reported.contains("wrong.open.TooPublic") && !reported.contains("wrong.open.Neighbour"))
  }

  test("there are providers, and a job's main is one that is started") {
    assert(providers("io.twinstream.jobs.wordcount.WordCountJob"))
    assert(isStarted(OurClasses.all.get("io.twinstream.jobs.wordcount.DStreamWordCount")))
    assert(!isStarted(OurClasses.all.get("io.twinstream.jobs.wordcount.WordCountJob")))
    assert(isBean(OurClasses.all.get("io.twinstream.jobs.wordcount.CountedWord")))
  }
}
