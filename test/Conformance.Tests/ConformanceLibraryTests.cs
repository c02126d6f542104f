using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Carewright.Fhir.Validation;
using Carewright.Testing.Fakes;

namespace Carewright.Conformance.Tests;

public sealed class ConformanceLibraryTests : IDisposable
{
    private const string Profile = """
        {"resourceType":"StructureDefinition","url":"http://test/named","version":"1","name":"Named","status":"active","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
         "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","differential":{"element":[{"path":"Patient.name","min":1}]}}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carewright-conformance-");
    private readonly FakePrivateTable _table = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DirectoryInfo Packages => new(Path.Combine(_folder.FullName, "packages"));

    public void Dispose() => _folder.Delete(recursive: true);

    private ConformanceLibrary Open() => new(Packages, _table);

    private static byte[] Package(string name, string version, string fhirVersion = "4.0.1", string dependencies = "")
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (file, text) in new[] { ("package/package.json", $$$"""{"name":"{{{name}}}","version":"{{{version}}}","fhirVersions":["{{{fhirVersion}}}"],"dependencies":{ {{{dependencies}}} }}"""), ("package/p.json", Profile) })
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, file) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        return stream.ToArray();
    }

    [Fact]
    public async Task Packages_and_choices_are_there_again_after_a_restart()
    {
        using (var library = Open())
        {
            Assert.NotNull((await library.AddAsync(Package("test.pack", "1.0.0"), Stop)).Package);
            Assert.True(await library.ChooseAsync("http://test/named", ProfileStance.Enforced, Stop));
        }
        using var again = Open();
        Assert.Equal(["test.pack#1.0.0"], again.Definitions.Packages.Select(package => package.ToString()));
        Assert.Equal(["http://test/named"], again.OnWrite.Enforced);
        Assert.Equal(ProfileStance.Enforced, again.OnWrite.Stance!("http://test/named|1"));
        Assert.Equal(ProfileStance.Warned, again.OnWrite.Stance!("http://test/other"));
        Assert.True(await again.ChooseAsync("http://test/named", null, Stop));
        Assert.Empty(again.Choices);
        Assert.Empty(again.OnWrite.Enforced);
    }

    [Fact]
    public async Task Versions_stand_side_by_side_and_are_removed_by_name()
    {
        using var library = Open();
        await library.AddAsync(Package("test.pack", "1.0.0"), Stop);
        await library.AddAsync(Package("test.pack", "2.0.0"), Stop);
        await library.AddAsync(Package("test.pack", "2.0.0"), Stop);
        Assert.Equal(2, library.Definitions.Packages.Count);
        Assert.Null(await library.RemoveAsync("test.pack", null, Stop));
        Assert.NotNull(await library.RemoveAsync("test.pack", "1.0.0", Stop));
        Assert.NotNull(await library.RemoveAsync("test.pack", null, Stop));
        Assert.Empty(Packages.EnumerateFiles());
    }

    [Theory]
    [InlineData("../escape", "1.0.0", "4.0.1", "CONF-NAME")]
    [InlineData("a/b", "1.0.0", "4.0.1", "CONF-NAME")]
    [InlineData("test.pack", "..", "4.0.1", "CONF-NAME")]
    [InlineData("test.pack", "1.0.0", "5.0.0", "CONF-FHIR-VERSION")]
    public async Task What_cannot_be_kept_or_used_is_refused(string name, string version, string fhirVersion, string expected)
    {
        using var library = Open();
        var outcome = await library.AddAsync(Package(name, version, fhirVersion), Stop);
        Assert.Null(outcome.Package);
        Assert.Equal(expected, Assert.Single(outcome.Issues).Code);
        Assert.False(Packages.Exists && Packages.EnumerateFiles().Any());
    }

    [Fact]
    public async Task Missing_dependencies_are_named_and_do_not_stop_it()
    {
        using var library = Open();
        var outcome = await library.AddAsync(Package("test.pack", "1.0.0", dependencies: "\"hl7.fhir.r4.core\":\"4.0.1\",\"other.pack\":\"2\""), Stop);
        Assert.NotNull(outcome.Package);
        Assert.Equal(("CONF-DEPENDENCY", "other.pack"), (Assert.Single(outcome.Issues).Code, outcome.Issues[0].Location));
    }

    [Fact]
    public async Task A_broken_file_is_told_and_the_others_are_there()
    {
        using (var library = Open())
            await library.AddAsync(Package("test.pack", "1.0.0"), Stop);
        await File.WriteAllTextAsync(Path.Combine(Packages.FullName, "broken#1.tgz"), "not an archive", Stop);
        using var again = Open();
        Assert.Single(again.Definitions.Packages);
        Assert.Equal("broken#1.tgz", Assert.Single(again.Faults).Location);
    }

    [Fact]
    public async Task Only_a_profile_that_is_at_hand_can_be_chosen()
    {
        using var library = Open();
        Assert.False(await library.ChooseAsync("http://test/named", ProfileStance.Enforced, Stop));
        Assert.Empty(_table.List("profile-choice"));
    }

    [Fact]
    public async Task A_choice_that_cannot_be_read_enforces()
    {
        await _table.PutAsync("profile-choice", "http://test/named", "gibberish"u8.ToArray(), Stop);
        using var library = Open();
        Assert.Equal(ProfileStance.Enforced, library.Choices["http://test/named"]);
    }
}
