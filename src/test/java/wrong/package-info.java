/** Classes that break one boundary each, for ArchitectureSuite to see that it is reported. */
package wrong;
