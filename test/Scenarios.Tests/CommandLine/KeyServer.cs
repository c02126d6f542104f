using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary>A key service that speaks what the AWS SDK speaks (JSON 1.1, TrentService.Encrypt and Decrypt) and really encrypts: key id and encryption context are authenticated, as they are there.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    private KeyServer(WebApplication app) => _app = app;

    internal Uri Address => new(_app.Urls.First());

    /// <summary>While true, every call is refused as AWS refuses it.</summary>
    internal bool IsDenied { get; set; }

    internal int Calls { get; private set; }

    internal static async Task<KeyServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new KeyServer(app);
        app.MapPost("/", server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Calls++;
        var request = (await JsonNode.ParseAsync(http.Request.Body))!;
        http.Response.ContentType = "application/x-amz-json-1.1";
        try
        {
            Assert.StartsWith("AWS4-HMAC-SHA256 ", http.Request.Headers.Authorization.ToString(), StringComparison.Ordinal);
            if (IsDenied)
                throw new CryptographicException("AccessDeniedException");
            await http.Response.WriteAsync(Answer(http.Request.Headers["X-Amz-Target"].ToString(), request).ToJsonString());
        }
        catch (CryptographicException refused)
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync(new JsonObject { ["__type"] = IsDenied ? "AccessDeniedException" : "InvalidCiphertextException", ["message"] = refused.Message }.ToJsonString());
        }
    }

    private JsonObject Answer(string target, JsonNode request)
    {
        var context = System.Text.Encoding.UTF8.GetBytes((string?)request["KeyId"] + request["EncryptionContext"]!.ToJsonString());
        using var cipher = new AesGcm(_key, 16);
        if (target == "TrentService.Encrypt")
        {
            var plain = Convert.FromBase64String((string)request["Plaintext"]!);
            var blob = new byte[12 + plain.Length + 16];
            RandomNumberGenerator.Fill(blob.AsSpan(0, 12));
            cipher.Encrypt(blob.AsSpan(0, 12), plain, blob.AsSpan(12, plain.Length), blob.AsSpan(12 + plain.Length), context);
            return new JsonObject { ["CiphertextBlob"] = Convert.ToBase64String(blob), ["KeyId"] = (string?)request["KeyId"] };
        }
        Assert.Equal("TrentService.Decrypt", target);
        var wrapped = Convert.FromBase64String((string)request["CiphertextBlob"]!);
        var opened = new byte[wrapped.Length - 28];
        cipher.Decrypt(wrapped.AsSpan(0, 12), wrapped.AsSpan(12, opened.Length), wrapped.AsSpan(12 + opened.Length), opened, context);
        return new JsonObject { ["Plaintext"] = Convert.ToBase64String(opened), ["KeyId"] = (string?)request["KeyId"] };
    }
}
