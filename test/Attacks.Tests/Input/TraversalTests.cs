using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Carewright.Attacks.Tests.Sockets;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Input;

/// <summary>Names that walk out of the folder they are for.</summary>
public sealed class TraversalTests(SeededClinic clinic)
{
    private const string Secret = "not-for-the-network";

    public static TheoryData<string> Ways { get; } =
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/assets/../../secret.txt", "/assets/..%2f..%2fsecret.txt", "/..%5csecret.txt", "/..\\secret.txt", "/%252e%252e/secret.txt",
        "/....//secret.txt", "/assets/%c0%ae%c0%ae/secret.txt", "//secret.txt", "/./../secret.txt", "/..;/secret.txt", "/secret.txt", "/index.html/../../secret.txt", "/%2fsecret.txt", "/..%00/secret.txt", "/link.txt/../../secret.txt",
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_address_leads_out_of_the_apps_folder(string way)
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret.txt", Secret);
        folder.Write("app/index.html", "<!doctype html><title>page</title>");
        folder.Write("app/assets/a.js", "1");
        await using var running = await RunningClinic.NewAsync(shape: options => options with { App = folder.Folder("app") });
        var answer = await RawConnection.AskAsync(running.Address, $"GET {way} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        Assert.True(RawConnection.StatusOf(answer) is 200 or 400 or 404, answer);
        Assert.Contains("<title>page", await RawConnection.AskAsync(running.Address, "GET /anything HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bulk/files/{job}/{name}")]
    [InlineData("bulk/files/{name}/x")]
    [InlineData("bulk/jobs/{name}")]
    [InlineData("bulk/imports/{name}")]
    [InlineData("bulk/imports/{job}/{name}")]
    [InlineData("bulk/staging/{name}")]
    public async Task No_name_of_a_file_or_job_leads_out_of_its_folder(string pattern)
    {
        foreach (var name in new[] { "..%2f..%2frecord.db", "..%2frecord.db", "%2fetc%2fpasswd", "..%5c..%5crecord.db", "record.db", "..", "....%2f%2frecord.db", "x%00.ndjson" })
        {
            foreach (var door in new[] { clinic.As("system-interface"), clinic.As("administrator") })
            {
                var reply = await door.GetAsync(pattern.Replace("{job}", Chart.NewId(), StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal));
                Assert.True(reply.Status is 400 or 403 or 404 or 405, $"{pattern} {name}: {reply.Status}");
                Assert.DoesNotContain("SQLite format", reply.Text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("../../escaped", "1.0.0")]
    [InlineData("/escaped", "1.0.0")]
    [InlineData("escaped", "../../1.0.0")]
    [InlineData("a\\..\\escaped", "1.0.0")]
    [InlineData(".escaped", "1.0.0")]
    public async Task A_package_cannot_name_its_own_place(string name, string version)
    {
        using var folder = new TemporaryFolder();
        await using var running = await RunningClinic.OpenAsync(folder.Folder("deep/deeper/store"));
        var console = new LocalConsole(running.Clinic, ownsClinic: false);
        await Assert.ThrowsAsync<ConsoleException>(() => console.AddPackageAsync(Package(name, version), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path, "*escaped*", SearchOption.AllDirectories));
    }

    private static byte[] Package(string name, string version)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            var manifest = new System.Text.Json.Nodes.JsonObject { ["name"] = name, ["version"] = version, ["fhirVersions"] = new System.Text.Json.Nodes.JsonArray("4.0.1") };
            foreach (var (path, text) in new[] { ("package/package.json", manifest.ToJsonString()), ("../../escaped-entry.json", "{}") })
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        return bytes.ToArray();
    }
}
