using System.Globalization;
using System.Text;

namespace Carewright.Bench.Data;

/// <summary>The bytes of HTTP/1.1 requests.</summary>
internal static class Wire
{
    public static ReadOnlyMemory<byte> Get(string path, string? token = null) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{Credential(token)}\r\n");

    public static ReadOnlyMemory<byte> Delete(string path, string? token) => Encoding.ASCII.GetBytes($"DELETE {path} HTTP/1.1\r\nHost: localhost\r\n{Credential(token)}\r\n");

    /// <param name="method">HTTP method.</param>
    /// <param name="path">Address with its query.</param>
    /// <param name="body">FHIR JSON.</param>
    /// <param name="token">Bearer token, or null.</param>
    /// <param name="header">One more header without its line end, or null.</param>
    public static ReadOnlyMemory<byte> Send(string method, string path, ReadOnlySpan<byte> body, string? token = null, string? header = null)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{Credential(token)}{(header is null ? "" : header + "\r\n")}Content-Type: application/fhir+json\r\nPrefer: return=minimal\r\nContent-Length: {body.Length}\r\n\r\n"));
        return (byte[])[.. head, .. body];
    }

    private static string Credential(string? token) => token is null ? "" : $"Authorization: Bearer {token}\r\n";
}
