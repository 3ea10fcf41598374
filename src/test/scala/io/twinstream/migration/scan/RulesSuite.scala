package io.twinstream.migration.scan

import java.lang.reflect.{Method, Modifier}

import scala.jdk.CollectionConverters._
import scala.util.{Success, Try}

import org.objectweb.asm.Type
import org.scalatest.funsuite.AnyFunSuite

/** The rule table against the Spark on the class path, which the build profile chooses. */
final class RulesSuite extends AnyFunSuite {
  private val root = "org.apache.spark.streaming."
  private val rules = Rules.all.rows.asScala.toSeq

  /** Every type of the tables that this Spark has. */
  private val types: Seq[Class[_]] =
    ApiTypes.known.all.asScala.toSeq.map(name => Try(load(name.replace('/', '.')))).collect {
      case Success(c) => c
    }

  private def load(name: String): Class[_] = Class.forName(name, false, getClass.getClassLoader)

  /** Spark mixes the public methods of its log trait into the classes that use it. */
  private val logging: Set[String] =
    load("org.apache.spark.internal.Logging").getMethods.map(_.getName).toSet ++
      classOf[Object].getMethods.map(_.getName) + "canEqual" + "productIterator" + "productArity"

  private def isWritten(name: String): Boolean =
    !name.contains("$default$") && !name.startsWith("$anonfun$") && !name.endsWith("$") &&
      !name.contains("$$") && name != "toPairDStreamFunctions" && !logging(name)

  /** The public methods that a type declares, and those of its companion object. */
  private def publicMethods(c: Class[_]): Seq[(String, String)] = {
    val companion = Try(load(c.getName + "$")).toOption.filterNot(_ => isContext(c))
    val own = c.getDeclaredMethods.toSeq ++ companion.fold(Array.empty[Method])(_.getDeclaredMethods)
    val methods = own
      .filter(method => Modifier.isPublic(method.getModifiers) && !method.isSynthetic)
      .filter(method => isWritten(method.getName))
      .map(method => method.getName -> Type.getMethodDescriptor(method))
    val constructors =
      if (Modifier.isAbstract(c.getModifiers) || isForSubclasses(c)) Nil
      else
        c.getDeclaredConstructors.toSeq
          .filter(constructor => Modifier.isPublic(constructor.getModifiers))
          .map(constructor => "<init>" -> Type.getConstructorDescriptor(constructor))
    methods ++ constructors
  }

  /** Its companion has methods that are private in Scala, and forwarders in the class for all others. */
  private def isContext(c: Class[_]): Boolean = c.getName == root + "StreamingContext"

  private def isForSubclasses(c: Class[_]): Boolean =
    rules.exists(rule => rule.name == Rules.EXTENDS && root + rule.owner == c.getName)

  private val ofIssue = Seq(
    "api.java.JavaStreamingContext",
    "api.java.JavaDStreamLike",
    "api.java.JavaDStream",
    "api.java.JavaPairDStream",
    "api.java.JavaInputDStream",
    "api.java.JavaPairInputDStream",
    "api.java.JavaReceiverInputDStream",
    "api.java.JavaPairReceiverInputDStream",
    "api.java.JavaMapWithStateDStream",
    "StreamingContext",
    "dstream.DStream",
    "dstream.InputDStream",
    "dstream.ReceiverInputDStream",
    "dstream.MapWithStateDStream",
    "dstream.PairDStreamFunctions",
    "kafka010.KafkaUtils",
    "kafka010.ConsumerStrategies",
    "kafka010.ConsumerStrategy",
    "kafka010.LocationStrategies",
    "kafka010.HasOffsetRanges",
    "kafka010.CanCommitOffsets",
    "kafka010.OffsetRange",
    "kafka010.PerPartitionConfig",
    "StateSpec",
    "State",
    "receiver.Receiver",
    "scheduler.StreamingListener",
    "api.java.JavaStreamingListener"
  )

  for (name <- ofIssue)
    test(s"every public method of $name has a row") {
      val c = load(root + name)
      val methods = publicMethods(c)
      assert(methods.nonEmpty)
      val missing = methods.filter { case (method, descriptor) =>
        Rules.all.find(Type.getInternalName(c), method, descriptor).isEmpty
      }
      assert(missing == Nil)
    }

  test("every row is of a method of this Spark, unless it is marked removed") {
    val methods =
      types.flatMap(c => publicMethods(c).map { case (name, descriptor) => (c, name, descriptor) })
    val matched = methods.flatMap { case (c, name, descriptor) =>
      rules.find(rule => rule.owner == c.getName.stripPrefix(root) && rule.matches(name, descriptor))
    }.toSet
    val dead = rules.filterNot(rule => rule.isRemoved || rule.name == Rules.EXTENDS || matched(rule))
    assert(dead.map(_.id) == Nil)
  }

  test("no row is marked removed that is not") {
    val wrong = for {
      rule <- rules if rule.isRemoved
      c <- types if rule.owner == c.getName.stripPrefix(root)
      (name, descriptor) <- publicMethods(c) if rule.matches(name, descriptor)
    } yield rule.id
    assert(wrong == Nil)
  }

  test("a subclass row is of a type that can be extended") {
    for (rule <- rules if rule.name == Rules.EXTENDS && !rule.isRemoved)
      assert(!Modifier.isFinal(load(root + rule.owner).getModifiers), rule.id)
  }

  test("the types and their parents are as in Spark") {
    for (c <- types) {
      val parents = (Option(c.getSuperclass).toSeq ++ c.getInterfaces)
        .map(Type.getInternalName(_))
        .filter(ApiTypes.known.contains)
      assert(ApiTypes.known.lineage(Type.getInternalName(c)).asScala.slice(1, 1 + parents.size) == parents)
    }
  }

  test("types that are not in this Spark are of modules that are gone") {
    val here = types.map(_.getName.stripPrefix(root)).toSet
    val gone = rules.filterNot(_.isRemoved).map(_.owner).toSet.diff(here)
    assert(gone == Set.empty)
  }

  test("every row says what to do, and no two rows are the same") {
    for (rule <- rules) {
      assert(rule.equivalent.nonEmpty && rule.difference.nonEmpty, rule.id)
    }
    assert(rules.map(_.id).distinct.size == rules.size)
  }

  test("an example is a job of this repository") {
    val jobs = Set(
      "word-count",
      "windowed-word-count",
      "running-word-count",
      "visit-sessions",
      "order-revenue",
      "device-monitor",
      "click-join",
      "fleet-watch",
      "access-log",
      "fraud-score"
    )
    assert(rules.map(_.example).filter(_.nonEmpty).toSet.diff(jobs) == Set.empty)
  }

  test("the list of Spark's own classes has every class of this Spark's streaming") {
    val jar = java.nio.file.Paths
      .get(load(root + "StreamingContext").getProtectionDomain.getCodeSource.getLocation.toURI)
    val zip = new java.util.zip.ZipFile(jar.toFile)
    try {
      val unknown = zip.entries.asScala
        .map(_.getName)
        .filter(name => name.startsWith("org/apache/spark/") && name.endsWith(".class"))
        .filterNot(name => SparkClasses.contains(name.stripSuffix(".class")))
      assert(unknown.toSeq == Nil)
    } finally zip.close()
  }

  test("a shape tells overloads apart by the simple names of their parameters") {
    val inverse = Shape.parse("Function2,Function2,...")
    assert(inverse.matches("(Lscala/Function2;Lorg/x/Function2;I)V"))
    assert(inverse.matches("(Lscala/Function2;Lscala/Function2;)V"))
    assert(!inverse.matches("(Lscala/Function2;I)V"))
    assert(!Shape.parse("String").matches("(Ljava/lang/String;I)V"))
    assert(Shape.parse("_,boolean").matches("(Ljava/lang/String;Z)V"))
    assert(Shape.parse("()").matches("()V"))
    assert(!Shape.parse("()").matches("(I)V"))
    assert(Shape.parse("*").matches("(I)V"))
  }
}
