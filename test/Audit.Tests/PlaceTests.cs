using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Carewright.Testing.Fakes;

namespace Carewright.Audit.Tests;

/// <summary>The second places: a real file, a real TLS listener, a real HTTP server that speaks as much S3 as is needed. No AWS is reached.</summary>
public sealed class PlaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carewright-places-");
    private readonly FakeRecordStore _store = new();
    private readonly TestClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_gets_every_checkpoint_once_in_order_and_the_log_verifies_against_it()
    {
        var path = Path.Combine(_folder.FullName, "witness.ndjson");
        var (checkpoints, courier, places) = await OpenAsync(new PlaceSettings("disk", "file") { Path = path });
        for (var i = 0; i < 3; i++)
        {
            await SignAsync(checkpoints);
            Assert.Empty(await courier.RunAsync(Stop));
            Assert.Empty(await courier.RunAsync(Stop));
        }
        var lines = (await File.ReadAllLinesAsync(path, Stop)).Select(line => CheckpointLine.Parse(line)!).ToList();
        Assert.Equal(checkpoints.List().Select(checkpoint => checkpoint.Sequence), lines.Select(line => line.Sequence));
        Assert.Equal((true, 3), (checkpoints.Verify(lines, Stop).IsVerified, checkpoints.Verify(lines, Stop).Witnesses));
        Assert.Equal(lines[^1].Sequence, places.ProgressOf("disk").Sequence);
    }

    [Fact]
    public async Task A_place_that_falls_is_told_once_and_gets_everything_when_it_is_back()
    {
        var path = Path.Combine(_folder.FullName, "away", "witness.ndjson");
        var (checkpoints, courier, places) = await OpenAsync(new PlaceSettings("disk", "file") { Path = path });
        await SignAsync(checkpoints);
        Assert.Equal("disk", Assert.Single(await courier.RunAsync(Stop)).Place);
        await SignAsync(checkpoints);
        Assert.Empty(await courier.RunAsync(Stop));
        Assert.NotNull(places.ProgressOf("disk").Fault);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Assert.Empty(await courier.RunAsync(Stop));
        Assert.Equal((2, (string?)null), ((await File.ReadAllLinesAsync(path, Stop)).Length, places.ProgressOf("disk").Fault));
    }

    [Fact]
    public async Task A_syslog_collector_gets_an_rfc_5424_message_over_tls()
    {
        using var certificate = Certificate();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = ReceiveAsync(listener, certificate);
        var (checkpoints, courier, _) = await OpenAsync(Collector(listener, certificate.GetCertHashString(HashAlgorithmName.SHA256)));
        var checkpoint = await SignAsync(checkpoints);
        Assert.Empty(await courier.RunAsync(Stop));
        var text = await received;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        Assert.Equal(int.Parse(text[..space], System.Globalization.CultureInfo.InvariantCulture), Encoding.UTF8.GetByteCount(text[(space + 1)..]));
        Assert.Matches(@"^<109>1 2026-03-02T09:00:00\.000Z \S+ carewright - audit-checkpoint - \uFEFF\{", text[(space + 1)..]);
        Assert.Equal(checkpoints.LineOf(checkpoint), CheckpointLine.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00")]
    public async Task A_collector_that_cannot_prove_who_it_is_gets_nothing(string? fingerprint)
    {
        using var certificate = Certificate();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = ReceiveAsync(listener, certificate);
        var (checkpoints, courier, _) = await OpenAsync(Collector(listener, fingerprint));
        await SignAsync(checkpoints);
        Assert.Contains("certificate", Assert.Single(await courier.RunAsync(Stop)).Fault, StringComparison.Ordinal);
        Assert.Equal("", await received);
    }

    [Fact]
    public async Task A_bucket_gets_an_object_of_its_own_for_each_checkpoint_locked_in_compliance_mode()
    {
        await using var bucket = new SmallS3();
        var (checkpoints, courier, _) = await OpenAsync(Bucket(bucket));
        var checkpoint = await SignAsync(checkpoints);
        Assert.Empty(await courier.RunAsync(Stop));
        var (path, headers, body) = Assert.Single(bucket.Objects);
        Assert.Equal($"/witness/audit/test-clinic/{checkpoint.Sequence:D19}.json", path);
        Assert.Equal(("COMPLIANCE", true), (headers["x-amz-object-lock-mode"], headers["Authorization"].StartsWith("AWS4-HMAC-SHA256 Credential=AKIATEST/", StringComparison.Ordinal)));
        Assert.Equal(new DateTime(2033, 2, 27, 9, 0, 0, DateTimeKind.Utc), DateTimeOffset.Parse(headers["x-amz-object-lock-retain-until-date"], System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, TimeSpan.FromDays(3));
        Assert.Contains($"\"sequence\":{checkpoint.Sequence}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_refuses_is_told_by_its_code_and_keeps_nothing_secret_in_it()
    {
        await using var bucket = new SmallS3 { IsRefusing = true };
        var (checkpoints, courier, _) = await OpenAsync(Bucket(bucket));
        await SignAsync(checkpoints);
        var (_, fault) = Assert.Single(await courier.RunAsync(Stop));
        Assert.Contains("AccessDenied", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_inside_the_store_or_without_what_it_needs_is_refused()
    {
        var store = _folder.FullName;
        Assert.NotEmpty(new PlaceSettings("a", "file") { Path = Path.Combine(store, "x") }.Check(store));
        Assert.NotEmpty(new PlaceSettings("a", "file") { Path = "relative" }.Check(store));
        Assert.NotEmpty(new PlaceSettings("a", "syslog").Check(store));
        Assert.NotEmpty(new PlaceSettings("a", "s3") { S3 = new("b", "r", "http://else.example", "", "k", "s", 1) }.Check(store));
        Assert.NotEmpty(new PlaceSettings("a", "tape").Check(store));
        Assert.Empty(new PlaceSettings("a", "file") { Path = store + "-elsewhere/x" }.Check(store));
    }

    [Fact]
    public async Task A_secret_does_not_come_out_and_stays_when_none_is_given()
    {
        var register = new PlaceRegister(_store.Private);
        var place = new PlaceSettings("s", "s3") { S3 = new("b", "r", null, "", "k", "verysecret", 1) };
        await register.PutAsync([place], Stop);
        await register.PutAsync([place.WithoutSecret()], Stop);
        Assert.Equal("verysecret", register.All[0].S3!.SecretKey);
        Assert.Equal("", register.All[0].WithoutSecret().S3!.SecretKey);
    }

    private async Task<(AuditCheckpoints, CheckpointCourier, PlaceRegister)> OpenAsync(PlaceSettings place)
    {
        var checkpoints = await AuditCheckpoints.OpenAsync(_store, _clock, Stop);
        var places = new PlaceRegister(_store.Private);
        await places.PutAsync([place], Stop);
        return (checkpoints, new CheckpointCourier(checkpoints, places, _clock), places);
    }

    private async Task<AuditCheckpoint> SignAsync(AuditCheckpoints checkpoints)
    {
        await new AuditTrail(_store).RecordAsync(Records.Read(), Stop);
        return (await checkpoints.SignAsync(true, Stop))!;
    }

    private static PlaceSettings Collector(TcpListener listener, string? fingerprint) =>
        new("collector", "syslog") { Syslog = new SyslogTarget("localhost", ((IPEndPoint)listener.LocalEndpoint).Port, fingerprint) };

    private static PlaceSettings Bucket(SmallS3 bucket) =>
        new("bucket", "s3") { S3 = new S3Target("witness", "us-east-1", bucket.Address, "audit/", "AKIATEST", "verysecret", 2555) };

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<string> ReceiveAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(Stop);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            using var reader = new StreamReader(tls, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
            return await reader.ReadToEndAsync(Stop);
        }
        catch (Exception fault) when (fault is IOException or System.Security.Authentication.AuthenticationException)
        {
            return "";
        }
    }
}
