using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Carewright.Attacks.Tests.Sockets;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Input;

/// <summary>What is too large, too deep or too slow ends early and stops nobody else.</summary>
public sealed class SizeTests(SeededClinic clinic)
{
    private string Token => clinic.Running.Clinic.Parts.Tokens.Issue(clinic.Running.Clinic.Parts.Accounts.Find("system-interface")!);

    [Theory]
    [InlineData("fhir/Patient", 80_000_000)]
    [InlineData("fhir", 80_000_000)]
    [InlineData("users", 20_000)]
    [InlineData("auth/sign-in", 20_000)]
    [InlineData("conformance/profiles", 80_000_000)]
    public async Task A_body_that_says_it_is_too_large_is_refused_before_it_is_sent(string path, int length)
    {
        var method = path == "conformance/profiles" ? "PUT" : "POST";
        var token = path.StartsWith("fhir", StringComparison.Ordinal) ? Token : clinic.Running.Clinic.Parts.Tokens.Issue(clinic.Running.Clinic.Parts.Accounts.Find("administrator")!);
        await using var connection = await RawConnection.OpenAsync(clinic.Running.Address);
        await connection.SendAsync($"{method} /{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nX-Carewright-App: 1\r\nContent-Type: {(path.StartsWith("fhir", StringComparison.Ordinal) ? "application/fhir+json" : "application/json")}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        // The small doors read as far as they take: they are given that much.
        if (length < 1_000_000)
            await connection.SendAsync(new string(' ', length));
        Assert.Equal(413, RawConnection.StatusOf(await connection.ReadToEndAsync()));
    }

    // Few enough bytes for one TLS record: the server has read them all when it refuses, so its answer arrives.
    [Fact]
    public async Task Too_many_headers_are_refused() => Assert.Equal(431, await AskAsync("/fhir/metadata", Headers(200, 40)));

    [Fact]
    public async Task A_too_long_address_is_refused() => Assert.Equal(414, await AskAsync($"/fhir/Patient?name={new string('a', 12_000)}", ""));

    // More than the server reads before it refuses: it closes with bytes unread, which may cost the client the answer (RFC 9112, 9.6).
    [Fact]
    public async Task Headers_without_end_are_refused_or_cut_off()
    {
        Assert.Contains(await AskAsync("/fhir/metadata", Headers(1, 60_000)), new[] { 431, 0 });
        Assert.Contains(await AskAsync("/fhir/metadata", Headers(20_000, 400)), new[] { 431, 0 });
        Assert.Equal(200, await AskAsync("/fhir/metadata", ""));
    }

    [Fact]
    public async Task An_address_without_end_is_refused_or_cut_off()
    {
        Assert.Contains(await AskAsync($"/fhir/Patient?name={new string('a', 10_000_000)}", ""), new[] { 414, 0 });
        Assert.Equal(200, await AskAsync("/fhir/metadata", ""));
    }

    private async Task<int> AskAsync(string target, string headers) =>
        RawConnection.StatusOf(await RawConnection.AskAsync(clinic.Running.Address, $"GET {target} HTTP/1.1\r\nHost: localhost\r\n{headers}Connection: close\r\n\r\n"));

    private static string Headers(int count, int length) => string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', length)}\r\n"));

    [Fact]
    public async Task Deep_bodies_are_refused_at_every_door_that_reads_json()
    {
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", 100_000)));
        var resource = Encoding.UTF8.GetBytes("{\"resourceType\":\"Patient\",\"extension\":" + string.Concat(Enumerable.Repeat("[{\"url\":\"x\",\"extension\":", 20_000)) + "[]" + string.Concat(Enumerable.Repeat("}]", 20_000)) + "}");
        foreach (var body in new[] { deep, resource })
        {
            foreach (var path in new[] { "fhir/Patient", "fhir", "fhir/$fhirpath", "fhir/Patient/$match" })
                Assert.InRange(await StatusAsync("system-interface", HttpMethod.Post, path, body, Door.FhirJson), 400, 400);
            foreach (var (method, path) in new[] { (HttpMethod.Post, "users"), (HttpMethod.Put, "conformance/profiles"), (HttpMethod.Put, "outbound-hosts"), (HttpMethod.Put, "bulk/import-sources") })
                Assert.InRange(await StatusAsync("administrator", method, path, body, "application/json"), 400, 422);
        }
    }

    // A server that refuses before it has read the whole body may close while the client still writes: that is a refusal, too.
    private async Task<int> StatusAsync(string role, HttpMethod method, string path, byte[] body, string type)
    {
        try
        {
            return (await clinic.As(role).SendBytesAsync(method, path, body, type)).Status;
        }
        catch (HttpRequestException broken) when (broken.InnerException is IOException)
        {
            return 400;
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_that_unpacks_to_a_thousand_times_its_size_is_refused(string coding)
    {
        using var packed = new MemoryStream();
        using (Stream packing = coding == "gzip" ? new GZipStream(packed, CompressionLevel.Optimal, true) : new BrotliStream(packed, CompressionLevel.Optimal, true))
        {
            for (var i = 0; i < 300; i++)
                packing.Write(new byte[1 << 20]);
        }
        var before = GC.GetTotalAllocatedBytes();
        (await clinic.As("system-interface").SendBytesAsync(HttpMethod.Post, "fhir/Patient", packed.ToArray(), Door.FhirJson, ("Content-Encoding", coding))).ExpectOutcome(413);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 600L << 20, "the bomb was unpacked far beyond what a body may be");
    }

    [Fact]
    public async Task A_package_that_unpacks_without_end_is_refused()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        await using (var tar = new TarWriter(gzip))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "package/bomb.json") { DataStream = new Zeros(200L << 20) }, TestContext.Current.CancellationToken);
        var console = new LocalConsole(clinic.Running.Clinic, ownsClinic: false);
        await Assert.ThrowsAsync<ConsoleException>(() => console.AddPackageAsync(bytes.ToArray(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Slow_heads_and_slow_bodies_are_cut_off_and_others_are_served_meanwhile()
    {
        await using var running = await RunningClinic.NewAsync(shape: options => options with { Limits = options.Limits with { HeadTime = TimeSpan.FromSeconds(2), BodyGrace = TimeSpan.FromSeconds(2) } });
        var door = await running.AddUserAsync("hook", "system-interface");
        var token = running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("hook")!);
        var slow = new List<RawConnection>();
        for (var i = 0; i < 60; i++)
        {
            slow.Add(await RawConnection.OpenAsync(running.Address));
            await slow[i].SendAsync(i % 2 == 0 ? "GET /fhir/metadata HTTP/1.1\r\nHost: local" : $"POST /fhir/Patient HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/fhir+json\r\nContent-Length: 100000\r\n\r\n{{");
        }
        (await door.GetAsync("fhir/Patient?_count=1")).Expect(200);
        var started = Stopwatch.GetTimestamp();
        foreach (var connection in slow)
        {
            Assert.True(RawConnection.StatusOf(await connection.ReadToEndAsync()) is 0 or 408, "a slow request was answered");
            await connection.DisposeAsync();
        }
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2));
        (await door.GetAsync("fhir/Patient?_count=1")).Expect(200);
    }

    private sealed class Zeros(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _position; set => _position = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            buffer.AsSpan(offset, read).Clear();
            _position += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => _position = origin == SeekOrigin.Begin ? offset : origin == SeekOrigin.Current ? _position + offset : length + offset;

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
