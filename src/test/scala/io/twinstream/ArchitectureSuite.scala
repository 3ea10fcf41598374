package io.twinstream

import com.tngtech.archunit.base.DescribedPredicate
import com.tngtech.archunit.core.domain.{JavaClass, JavaClasses, JavaCodeUnit}
import com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage
import com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching
import com.tngtech.archunit.core.importer.ClassFileImporter
import com.tngtech.archunit.lang.ArchRule
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices
import org.scalatest.funsuite.AnyFunSuite

/** The boundaries between packages, and a class for each that breaks it. */
@RuleTier
class ArchitectureSuite extends AnyFunSuite {

  private val main: JavaClasses = OurClasses.all

  private val wrong: JavaClasses = OurClasses.wrong

  private val twin = nameMatching(".*\\.(DStream|Structured|Transform)[^.]*").forSubtype[JavaClass]

  private val spark = nameMatching("(org\\.apache\\.spark|scala)\\..*").forSubtype[JavaClass]

  /** What is private[spark] in Scala and so public in class files; the rows of data sources and accumulators
    * are for everyone.
    */
  private val sparkInternals = new DescribedPredicate[JavaClass]("internals of Spark") {
    private val packages = Seq("util", "deploy", "internal", "sql.execution", "sql.catalyst", "rpc", "memory")
    private val classes =
      Seq("JobScheduler", "JobGenerator", "InputInfoTracker", "ReceiverTracker").map("scheduler." + _) ++
        Seq("Checkpoint", "DStreamGraph")
    private val forEveryone =
      Set(
        "org.apache.spark.util.LongAccumulator",
        "org.apache.spark.sql.catalyst.InternalRow",
        "org.apache.spark.sql.catalyst.expressions.GenericInternalRow",
        "org.apache.spark.sql.catalyst.util.GenericArrayData"
      )

    override def test(each: JavaClass): Boolean = {
      val name = each.getName
      !forEveryone(name) &&
      (packages.exists(p =>
        name.startsWith(s"org.apache.spark.$p.") && !name.startsWith("org.apache.spark.sql.util.")
      ) ||
        classes.exists(c => name.startsWith("org.apache.spark.streaming." + c)))
    }
  }

  private val jobs = "..jobs.."

  private val ruleIsEngineFree: ArchRule = noClasses()
    .that()
    .resideInAPackage(jobs)
    .and()
    .resideOutsideOfPackage("io.twinstream.jobs.engine")
    .and(DescribedPredicate.not(twin))
    .should()
    .dependOnClassesThat(spark)
    .because("a rule is tested without Spark, and a diff of the twins must show only the engine")

  private val dstreamUsesNoQuery: ArchRule = noClasses()
    .that()
    .resideInAPackage(jobs)
    .and()
    .haveSimpleNameStartingWith("DStream")
    .should()
    .dependOnClassesThat(resideInAPackage("org.apache.spark.sql.streaming.."))
    .because("a classic twin shows the classic engine alone")

  private val structuredUsesNoDStream: ArchRule = noClasses()
    .that()
    .resideInAPackage(jobs)
    .and()
    .haveSimpleNameStartingWith("Structured")
    .should()
    .dependOnClassesThat(resideInAPackage("org.apache.spark.streaming.."))
    .because("a port has left the classic engine")

  private def strangers(one: String, other: String): ArchRule = noClasses()
    .that()
    .resideInAPackage(jobs)
    .and()
    .haveSimpleNameStartingWith(one)
    .should()
    .dependOnClassesThat(
      resideInAPackage(jobs).and(nameMatching(s".*\\.$other[^.]*").forSubtype[JavaClass])
    )
    .because("each twin must be readable, and removable, without the other")

  private val internalsInOnePlace: ArchRule = noClasses()
    .that()
    .resideOutsideOfPackage("..internals..")
    .should()
    .dependOnClassesThat(sparkInternals)
    .because("what may break with Spark's next version must be in one place")

  private val scanUsesNoSpark: ArchRule = noClasses()
    .that()
    .resideInAPackage("..migration.scan..")
    .should()
    .dependOnClassesThat(spark)
    .because("it reads jars of any Spark version, and so must run without one")

  private val isConsoleSink =
    nameMatching("io\\.twinstream\\.ends\\.console\\.ConsoleSink").forSubtype[JavaClass]

  private val onlyCliPrints: ArchRule = noClasses()
    .that()
    .resideOutsideOfPackage("..cli..")
    .and(DescribedPredicate.not(isConsoleSink))
    .should()
    .accessField(classOf[System], "out")
    .orShould()
    .accessField(classOf[System], "err")
    .because(
      "results and messages are the commands' business; the console sink is the one that is asked to print"
    )

  private val isMain = new DescribedPredicate[JavaCodeUnit]("a job's main") {
    override def test(unit: JavaCodeUnit): Boolean = unit.getName == "main" && twin.test(unit.getOwner)
  }

  private val isChild = nameMatching("io\\.twinstream\\.local\\.servers\\.Tethered").forSubtype[JavaClass]

  private val onlyCliExits: ArchRule = noClasses()
    .that()
    .resideOutsideOfPackage("..cli..")
    .and(DescribedPredicate.not(isChild))
    .should()
    .callMethodWhere(
      new DescribedPredicate[com.tngtech.archunit.core.domain.JavaMethodCall]("the process is ended") {
        override def test(call: com.tngtech.archunit.core.domain.JavaMethodCall): Boolean =
          Set("java.lang.System.exit", "java.lang.Runtime.exit", "java.lang.Runtime.halt")(
            call.getTargetOwner.getName + "." + call.getTarget.getName
          ) && !isMain.test(call.getOwner)
      }
    )
    .because("a library that ends the process cannot be used by another program")

  private def noCycles(root: String): ArchRule =
    slices().matching(s"$root.(*)..").should().beFreeOfCycles().because("arrows run one way")

  private val rules = Seq(
    ("a rule uses no Spark", ruleIsEngineFree, "SparkInRule"),
    ("a classic twin uses no streaming query", dstreamUsesNoQuery, "DStreamUsesQuery"),
    ("a port uses no DStream", structuredUsesNoDStream, "StructuredUsesDStream"),
    ("a classic twin does not know the port", strangers("DStream", "Structured"), "DStreamKnowsTwin"),
    ("a port does not know the classic twin", strangers("Structured", "DStream"), "StructuredKnowsTwin"),
    ("Spark's internals are used in one package", internalsInOnePlace, "TouchesInternals"),
    ("scan uses no Spark", scanUsesNoSpark, "ScanUsesSpark"),
    ("only cli prints", onlyCliPrints, "Prints"),
    ("only cli and a job's main exit", onlyCliExits, "Exits")
  )

  for ((name, rule, culprit) <- rules) {
    test(name) {
      rule.check(main)
    }

    test(s"$name: $culprit breaks it and is reported") {
      val failure = rule.evaluate(wrong).getFailureReport
      assert(failure.toString.contains(culprit), failure)
    }
  }

  /** From the ground up; rooms of one floor do not know each other. */
  private val floors = Seq(
    Seq("error"),
    Seq("report", "internals"),
    Seq("savepoint"),
    Seq("api"),
    Seq("ends"),
    Seq("recovery"),
    Seq("engine"),
    Seq("jobs", "watch", "migration.inspect", "migration.own", "migration.scan"),
    Seq("migration.move", "migration.compare", "migration.record"),
    Seq("local", "restart"),
    Seq("cli", "testkit"),
    Seq("bench")
  )

  /** Each room with the rooms that it must not know: those above it and beside it. */
  private def layers(root: String): Seq[(String, ArchRule)] = for {
    (floor, k) <- floors.zipWithIndex
    room <- floor
    closed = (floor.filter(_ != room) ++ floors.drop(k + 1).flatten).map(other => s"$root.$other..")
    if closed.nonEmpty
  } yield room -> noClasses()
    .that()
    .resideInAPackage(s"$root.$room..")
    .should()
    .dependOnClassesThat()
    .resideInAnyPackage(closed: _*)
    .because("an arrow may only go down")
    .allowEmptyShould(root == "wrong.layers")

  for ((room, rule) <- layers("io.twinstream"))
    test(s"$room knows only the rooms below it") {
      rule.check(main)
    }

  test("every package is in one of the rooms") {
    import scala.collection.JavaConverters._
    val rooms = floors.flatten.map("io.twinstream." + _)
    val homeless = main.asScala
      .map(_.getPackageName)
      .filterNot(name => rooms.exists(room => name == room || name.startsWith(room + ".")))
      .toSet
    assert(homeless.isEmpty)
  }

  test("the classes that are looked at are those of the application and of the benchmark, and no tests") {
    for (name <- Seq("io.twinstream.cli.Main", "io.twinstream.bench.cli.BenchCommand"))
      assert(main.contain(name), name)
    assert(!main.contain(getClass.getName) && !main.contain("io.twinstream.bench.latency.MarksSuite"))
  }

  test("a room that knows one above it is reported: KnowsCommands") {
    val (_, rule) = layers("wrong.layers").find(_._1 == "api").get
    assert(rule.evaluate(wrong).getFailureReport.toString.contains("KnowsCommands"))
  }

  for (
    root <- Seq(
      "io.twinstream",
      "io.twinstream.ends",
      "io.twinstream.migration",
      "io.twinstream.local",
      "io.twinstream.bench"
    )
  )
    test(s"packages of $root have no cycles") {
      noCycles(root).check(main)
    }

  test("packages have no cycles: a cycle is reported") {
    val failure = noCycles("wrong.cycle").evaluate(wrong).getFailureReport.toString
    assert(failure.contains("First") && failure.contains("Second"), failure)
  }

  test("a rule that finds no class to look at fails") {
    val nothing = new ClassFileImporter().importPackages("no.such.root")
    intercept[AssertionError](ruleIsEngineFree.check(nothing))
  }
}
