using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Transport;

/// <summary>What the server agrees to in a handshake. Hellos are written byte by byte, as today's libraries no longer send those that must be refused (RFC 5246 section 7.4.1.2).</summary>
public sealed class ProtocolTests(SeededClinic clinic)
{
    private const byte HandshakeRecord = 22;
    private const byte AlertRecord = 21;
    private const byte ProtocolVersionAlert = 70;
    private const byte HandshakeFailureAlert = 40;
    private static readonly ushort[] s_modern = [0xC02B, 0xC02C];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Tls_1_2_and_1_3_are_spoken_with_modern_suites(SslProtocols protocol)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", clinic.Running.Address.Port, Stop);
        await using var stream = new SslStream(tcp.GetStream(), false, (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocol }, Stop);
        Assert.Equal(protocol, stream.SslProtocol);
        Assert.Matches("GCM|POLY1305", stream.NegotiatedCipherSuite.ToString());
    }

    [Fact]
    public async Task A_hello_as_good_as_ours_is_answered() => Assert.Equal(HandshakeRecord, (await HelloAsync(0x0303, s_modern))[0]);

    [Theory]
    [InlineData(0x0300)]
    [InlineData(0x0301)]
    [InlineData(0x0302)]
    public async Task Older_protocols_are_refused(int version)
    {
        var answer = await HelloAsync((ushort)version, [.. s_modern, 0xC013, 0xC009, 0x002F]);
        // What the library knows no more, it cannot name.
        Assert.Equal(AlertRecord, answer[0]);
        Assert.True(answer[6] is ProtocolVersionAlert or HandshakeFailureAlert, $"alert {answer[6]}");
    }

    [Theory]
    [InlineData(0xC009, "CBC with SHA-1")]
    [InlineData(0xC023, "CBC with SHA-256")]
    [InlineData(0x002F, "RSA without forward secrecy")]
    [InlineData(0xC008, "triple DES")]
    [InlineData(0xC007, "RC4")]
    [InlineData(0xC018, "without authentication")]
    [InlineData(0xC006, "without encryption")]
    public async Task Weak_suites_are_refused(int suite, string what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The operating system decides about suites here.");
        var answer = await HelloAsync(0x0303, [(ushort)suite]);
        Assert.True((answer[0], answer[6]) == (AlertRecord, HandshakeFailureAlert), what);
    }

    // The first seven bytes of the answer: a record's head and, of an alert, level and description.
    private async Task<byte[]> HelloAsync(ushort version, ushort[] suites)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", clinic.Running.Address.Port, Stop);
        await tcp.GetStream().WriteAsync(Hello(version, suites), Stop);
        var answer = new byte[7];
        await tcp.GetStream().ReadExactlyAsync(answer, Stop);
        return answer;
    }

    private static byte[] Hello(ushort version, ushort[] suites)
    {
        byte[] extensions = [0, 10, 0, 6, 0, 4, 0, 23, 0, 24, 0, 11, 0, 2, 1, 0, 0, 13, 0, 10, 0, 8, 4, 3, 5, 3, 4, 1, 8, 4];
        byte[] body = [.. Two(version), .. new byte[32], 0, .. Two((ushort)(suites.Length * 2)), .. suites.SelectMany(Two), 1, 0, .. Two((ushort)extensions.Length), .. extensions];
        byte[] handshake = [1, 0, .. Two((ushort)body.Length), .. body];
        return [HandshakeRecord, 3, 1, .. Two((ushort)handshake.Length), .. handshake];
    }

    private static byte[] Two(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }
}
