namespace Carewright.Fhir.Packages;

/// <summary>Bounds of <see cref="FhirPackage.Read"/>: what is beyond them is no package of this world, or an attack.</summary>
/// <param name="Bytes">Unpacked bytes of the whole archive, whether they are kept or not.</param>
/// <param name="EntryBytes">Bytes of one file.</param>
/// <param name="Entries">Number of files and folders.</param>
public sealed record PackageLimits(long Bytes, int EntryBytes, int Entries)
{
    /// <summary>One gibibyte, 128 mebibytes a file, 60,000 files: several times the largest published package.</summary>
    public static PackageLimits Default { get; } = new(1L << 30, 1 << 27, 60_000);
}
