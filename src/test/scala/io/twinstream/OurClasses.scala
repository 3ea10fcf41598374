package io.twinstream

import com.tngtech.archunit.core.domain.JavaClasses
import com.tngtech.archunit.core.importer.{ClassFileImporter, ImportOption, Location}

/** The compiled classes that rules look at. */
object OurClasses {

  /** Not the predefined one: it knows only the folder target/test-classes, and each Spark line has a folder
    * of its own.
    */
  private val notOfTests: ImportOption = (location: Location) =>
    !location.contains("/test-classes/") || isBench(location)

  /** The benchmark, which is compiled into the folder of the tests, beside its suites. */
  private def isBench(location: Location): Boolean =
    location.contains("/test-classes/io/twinstream/bench/") &&
      !location.matches(".*/(\\w+Suite|WrongContestant)\\b.*".r.pattern)

  /** Of the application and of the benchmark. */
  lazy val all: JavaClasses =
    new ClassFileImporter().withImportOption(notOfTests).importPackages("io.twinstream")

  /** Those that break the rules, each one. */
  lazy val wrong: JavaClasses = new ClassFileImporter().importPackages("wrong")
}
