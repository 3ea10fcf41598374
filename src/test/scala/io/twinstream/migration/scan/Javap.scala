package io.twinstream.migration.scan

import java.io.{PrintWriter, StringWriter}
import java.nio.file.Path
import java.util.spi.ToolProvider
import java.util.zip.ZipFile

import scala.collection.mutable
import scala.jdk.CollectionConverters._

/** What the JDK's own disassembler says of the classes of a jar: a second opinion on every call. */
final class Javap private (classes: Map[String, Javap.Disassembled]) {
  import Javap._

  /** The calls of methods that Spark declares in one of these classes, found by walking up from the class
    * that the call names.
    */
  def callsOf(api: String => Boolean): Seq[Call] =
    for {
      disassembled <- classes.values.toSeq
      call <- disassembled.calls
      if !isCompilersOwn(call.name) && call.holder != "$deserializeLambda$"
      declaring <- declaring(call.owner, call.name, call.descriptor)
      if api(declaring)
      // The constructor of a superclass is part of the subclass, which is a finding of its own.
      if call.name != "<init>" || instantiable(declaring)
    } yield call

  /** Whether the jar has a class of that name. */
  def contains(name: String): Boolean = classes.contains(name)

  /** The class, at or above this one, that declares the method. */
  private def declaring(owner: String, name: String, descriptor: String): Option[String] =
    classes.get(owner) match {
      case Some(own) if own.declares(name, descriptor) => Some(owner)
      case Some(own) if name == "<init>"               => None
      case Some(own) => own.parents.flatMap(declaring(_, name, descriptor)).headOption
      case None      => declaringInSpark(owner, name)
    }

  /** A class that refers to one that is not on this class path cannot be loaded: a LinkageError. */
  private def loaded(name: String): Option[Class[_]] =
    try Some(Class.forName(name, false, getClass.getClassLoader))
    catch { case _: ClassNotFoundException | _: LinkageError => None }

  private def declaringInSpark(owner: String, name: String): Option[String] =
    loaded(owner).flatMap { start =>
      def lineage(c: Class[_]): Seq[Class[_]] =
        if (c == null) Nil else (c +: lineage(c.getSuperclass)) ++ c.getInterfaces.flatMap(lineage)
      if (name == "<init>") Some(owner)
      else lineage(start).find(_.getDeclaredMethods.exists(_.getName == name)).map(_.getName)
    }
}

object Javap {

  /** A call: where it stands and what it names. */
  final case class Call(
      in: String,
      holder: String,
      line: Int,
      owner: String,
      name: String,
      descriptor: String
  )

  final class Disassembled(val parents: Seq[String], methods: Set[String], val calls: Seq[Call]) {
    def declares(name: String, descriptor: String): Boolean = methods(name + descriptor)
  }

  private val instantiable = Set(
    "org.apache.spark.streaming.StreamingContext",
    "org.apache.spark.streaming.api.java.JavaStreamingContext",
    "org.apache.spark.streaming.api.java.JavaDStream",
    "org.apache.spark.streaming.api.java.JavaPairDStream",
    "org.apache.spark.streaming.api.java.JavaInputDStream",
    "org.apache.spark.streaming.api.java.JavaPairInputDStream",
    "org.apache.spark.streaming.api.java.JavaReceiverInputDStream",
    "org.apache.spark.streaming.api.java.JavaPairReceiverInputDStream",
    "org.apache.spark.streaming.dstream.PairDStreamFunctions",
    "org.apache.spark.streaming.kafka010.OffsetRange"
  )

  /** What Spark mixes into its classes for its log, and what every class has. */
  private val loggingAndObject: Set[String] =
    (Class.forName("org.apache.spark.internal.Logging").getMethods ++ classOf[Object].getMethods)
      .map(_.getName)
      .toSet

  private def isCompilersOwn(name: String): Boolean =
    name.contains("$default$") || name.endsWith("$") || name == "toPairDStreamFunctions" ||
      name.startsWith("log") || name.startsWith("$anonfun$") || name.contains("$$") || loggingAndObject(name)

  private val header = """^(?:\S+ )*(?:class|interface) ([\w.$]+)(.*?)\s*\{?$""".r
  private val declaration = """^    descriptor: (.*)$""".r
  private val method = """^  \S.*?([\w$.<>]+)\(.*\).*;$""".r
  private val call =
    """^ +(\d+): invoke(?:virtual|special|static|interface) .*// (?:Interface)?Method (.*)$""".r
  private val lineEntry = """^ +line (\d+): (\d+)$""".r

  /** Disassembles every class of a jar. */
  def of(jar: Path): Javap = {
    val zip = new ZipFile(jar.toFile)
    val names =
      try
        zip.entries.asScala
          .map(_.getName)
          .filter(_.endsWith(".class"))
          .map(_.stripSuffix(".class").replace('/', '.'))
          .toVector
      finally zip.close()
    val parsed = names.grouped(500).flatMap(group => parse(run(jar, group))).toMap
    require(parsed.size == names.size, s"javap gave ${parsed.size} of ${names.size} classes of $jar")
    new Javap(parsed)
  }

  private def run(jar: Path, names: Seq[String]): String = {
    val out = new StringWriter
    val arguments = Seq("-c", "-l", "-s", "-p", "-cp", jar.toString) ++ names
    ToolProvider
      .findFirst("javap")
      .get
      .run(new PrintWriter(out), new PrintWriter(new StringWriter), arguments: _*)
    out.toString
  }

  private def parse(text: String): Seq[(String, Disassembled)] = {
    val found = mutable.Buffer.empty[(String, Disassembled)]
    var name = ""
    var parents = Seq.empty[String]
    var methods = Set.empty[String]
    var calls = mutable.Buffer.empty[Call]
    var holder = ""
    var pending = mutable.Buffer.empty[(Int, String)]
    var lines = mutable.Buffer.empty[(Int, Int)]

    def endMethod(): Unit = {
      for ((at, target) <- pending) {
        val line = lines.filter(_._2 <= at).sortBy(_._2).lastOption.fold(0)(_._1)
        calls += toCall(name, holder, line, target)
      }
      pending = mutable.Buffer.empty
      lines = mutable.Buffer.empty
    }
    def endClass(): Unit = {
      endMethod()
      if (name.nonEmpty) found += name -> new Disassembled(parents, methods, calls.toSeq)
      methods = Set.empty
      calls = mutable.Buffer.empty
    }
    text.linesIterator.foreach {
      case header(className, rest) =>
        endClass()
        name = className
        parents = parentNames(rest)
      case method(full) =>
        endMethod()
        holder = if (full == name) "<init>" else full.split('.').last
      case "  static {};" =>
        endMethod()
        holder = "<clinit>"
      case declaration(descriptor) => methods += holder + descriptor
      case call(at, target)        => pending += at.toInt -> target
      case lineEntry(line, at)     => lines += line.toInt -> at.toInt
      case _                       =>
    }
    endClass()
    found.toSeq
  }

  /** The names after `extends` and `implements`, without type arguments. */
  private def parentNames(text: String): Seq[String] = {
    var plain = text
    while (plain.contains('<')) {
      val shorter = plain.replaceAll("<[^<>]*>", "")
      if (shorter == plain) plain = plain.takeWhile(_ != '<') else plain = shorter
    }
    plain.split("[ ,]+").toSeq.filter(word => word.nonEmpty && word != "extends" && word != "implements")
  }

  /** javap leaves the owner out where it is the class itself. */
  private def toCall(in: String, holder: String, line: Int, target: String): Call = {
    val colon = target.indexOf(':')
    val (path, descriptor) = (target.take(colon), target.drop(colon + 1))
    val dot = path.lastIndexOf('.')
    val owner = if (dot < 0) in else path.take(dot).replace("\"", "").replace('/', '.')
    Call(in, holder, line, owner, path.drop(dot + 1).replace("\"", ""), descriptor)
  }
}
