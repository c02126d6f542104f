using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Carewright.Fhir.Packages;

namespace Carewright.Fhir.Tests.Packages;

public sealed class FhirPackageTests
{
    private const string Manifest = """{"name":"test.pack","version":"1.2.0","fhirVersions":["4.0.1"],"dependencies":{"hl7.fhir.r4.core":"4.0.1","other.pack":"3.x"}}""";

    private static MemoryStream Archive(params (string Name, string Text)[] files)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, text) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        stream.Position = 0;
        return stream;
    }

    private static FhirPackage Pack(string name, string version, params string[] resources)
    {
        var manifest = ("package/package.json", $$"""{"name":"{{name}}","version":"{{version}}"}""");
        return FhirPackage.Read(Archive([manifest, .. resources.Select((json, i) => ($"package/r{i}.json", json))])).Package!;
    }

    private static string ValueSet(string version, string status = "active", string title = "") =>
        $$"""{"resourceType":"ValueSet","url":"http://x/vs","version":"{{version}}","status":"{{status}}","title":"{{title}}"}""";

    [Theory]
    [InlineData("6.1.0", 60, 120)]
    [InlineData("7.0.0", 60, 120)]
    public void US_Core_is_read_with_its_examples_apart(string version, int definitions, int examples)
    {
        var package = UsCore.Package(version);
        Assert.Equal(("hl7.fhir.us.core", version, true), (package.Name, package.Version, package.IsForR4));
        Assert.Contains(new PackageDependency("hl7.fhir.r4.core", "4.0.1"), package.Dependencies);
        Assert.True(package.Resources.Count(resource => resource.ResourceType == "StructureDefinition") > definitions - 2);
        Assert.True(package.Resources.Count(resource => resource.IsExample) > examples);
        var patient = package.Resources.Single(resource => resource.Url == "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient");
        Assert.Equal(("StructureDefinition", version, "active", "Patient"), (patient.ResourceType, patient.Version, patient.Status, patient.DescribedType));
        Assert.Equal("us-core-patient", patient.Open()!.Id);
    }

    [Fact]
    public void What_is_no_definition_is_left_out_and_what_leads_outside_is_told()
    {
        var outcome = FhirPackage.Read(Archive(
            ("package/package.json", Manifest), ("package/.index.json", "{}"), ("package/ValueSet-a.json", ValueSet("1")), ("package/openapi/x.json", ValueSet("2")), ("package/example/e.json", ValueSet("3")),
            ("package/notes.txt", "x"), ("package/no-resource.json", "{}"), ("package/../../etc/x.json", ValueSet("4")), ("/package/y.json", ValueSet("5")), ("package/broken.json", "{")));
        Assert.Equal(["1"], outcome.Package!.Resources.Select(resource => resource.Version!));
        Assert.Equal(["PKG-PATH", "PKG-PATH", "PKG-JSON"], outcome.Issues.Select(issue => issue.Code));
        Assert.Equal(["hl7.fhir.r4.core", "other.pack"], outcome.Package.Dependencies.Select(dependency => dependency.Name));
    }

    [Fact]
    public void Examples_are_kept_when_asked_for_and_are_no_definitions()
    {
        var package = FhirPackage.Read(Archive(("package/package.json", Manifest), ("package/example/e.json", ValueSet("3"))), withExamples: true).Package!;
        Assert.True(Assert.Single(package.Resources).IsExample);
        Assert.Null(DefinitionSet.R4.With(package).Find("ValueSet", "http://x/vs", null));
    }

    [Fact]
    public void What_is_no_package_is_refused()
    {
        Assert.Equal("PKG-ARCHIVE", Assert.Single(FhirPackage.Read(new MemoryStream("not a tgz"u8.ToArray())).Issues).Code);
        Assert.Equal("PKG-MANIFEST", Assert.Single(FhirPackage.Read(Archive(("package/a.json", ValueSet("1")))).Issues).Code);
        Assert.Equal("PKG-MANIFEST", Assert.Single(FhirPackage.Read(Archive(("package/package.json", """{"name":"x"}"""))).Issues).Code);
        var cut = Archive(("package/package.json", Manifest)).ToArray();
        Assert.Null(FhirPackage.Read(new MemoryStream(cut[..(cut.Length / 2)])).Package);
    }

    [Fact]
    public void A_small_archive_that_unpacks_to_much_is_refused_in_time()
    {
        var bomb = Archive(("package/package.json", Manifest), ("package/bomb.json", new string(' ', 40_000_000)));
        Assert.True(bomb.Length < 1_000_000);
        var outcome = FhirPackage.Read(bomb, limits: new PackageLimits(10_000_000, 1_000_000_000, 100));
        Assert.Equal((null, "PKG-TOO-LARGE"), (outcome.Package, Assert.Single(outcome.Issues).Code));
        bomb.Position = 0;
        Assert.Equal("PKG-TOO-LARGE", Assert.Single(FhirPackage.Read(bomb, limits: new PackageLimits(1_000_000_000, 1_000_000, 100)).Issues).Code);
        var many = Archive([.. Enumerable.Range(0, 20).Select(i => ($"package/{i}.json", "{}"))]);
        Assert.Equal("PKG-TOO-LARGE", Assert.Single(FhirPackage.Read(many, limits: new PackageLimits(1_000_000_000, 1_000_000, 10)).Issues).Code);
    }

    [Fact]
    public void Mutated_archives_neither_crash_nor_hang()
    {
        var sound = Archive(("package/package.json", Manifest), ("package/ValueSet-a.json", ValueSet("1"))).ToArray();
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = (byte[])sound.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            FhirPackage.Read(new MemoryStream(bytes), limits: new PackageLimits(1_000_000, 1_000_000, 100));
        }
    }

    [Fact]
    public void The_newest_active_version_is_found_unless_one_is_named()
    {
        var set = DefinitionSet.R4.With(Pack("a", "1", ValueSet("1.9.0"), ValueSet("1.10.0"), ValueSet("2.0.0", "draft"), ValueSet("3.0.0", "retired"))).With(Pack("b", "1", ValueSet("1.10.0-ballot")));
        Assert.Equal("1.10.0", set.FindResource("ValueSet", "http://x/vs", null)!.Version);
        Assert.Equal("3.0.0", set.FindResource("ValueSet", "http://x/vs", "3.0.0")!.Version);
        Assert.Equal("1.9.0", set.FindResource("ValueSet", "http://x/vs", "1.9")!.Version);
        Assert.Null(set.FindResource("ValueSet", "http://x/vs", "1.1"));
        Assert.Equal("ValueSet", set.TypeOf("http://x/vs"));
    }

    [Fact]
    public void A_later_package_comes_before_an_earlier_one_and_replaces_its_own_version()
    {
        var set = DefinitionSet.R4.With(Pack("a", "1", ValueSet("1", title: "first"))).With(Pack("b", "1", ValueSet("1", title: "second")));
        Assert.Equal("second", set.FindResource("ValueSet", "http://x/vs", null)!.Title);
        var replaced = set.With(Pack("b", "1", ValueSet("1", title: "third")));
        Assert.Equal(2, replaced.Packages.Count);
        Assert.Equal("third", replaced.FindResource("ValueSet", "http://x/vs", null)!.Title);
    }

    [Fact]
    public void Dependencies_that_are_not_there_are_named()
    {
        var set = DefinitionSet.R4.With(FhirPackage.Read(Archive(("package/package.json", Manifest))).Package!);
        Assert.Equal([new PackageDependency("other.pack", "3.x")], set.MissingDependencies());
        Assert.Empty(set.With(Pack("other.pack", "3.1")).MissingDependencies());
    }

    [Fact]
    public void R4_brings_its_own_profiles_and_extensions()
    {
        Assert.NotNull(DefinitionSet.R4.Find("StructureDefinition", "http://hl7.org/fhir/StructureDefinition/vitalsigns", null));
        Assert.NotNull(DefinitionSet.R4.Find("StructureDefinition", "http://hl7.org/fhir/StructureDefinition/patient-birthPlace", "4.0.1"));
        Assert.Null(DefinitionSet.R4.Find("StructureDefinition", "http://hl7.org/fhir/StructureDefinition/Patient", null));
    }
}
