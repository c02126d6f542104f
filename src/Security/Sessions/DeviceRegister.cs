using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>Browsers that an account has signed in from, so that a new one stands out. A browser is known by a random cookie that opens nothing; only its hash is kept. Safe to call from many threads.</summary>
public sealed class DeviceRegister(IPrivateTable table, TimeProvider time)
{
    private const string Kind = "devices";
    private const int Remembered = 20;
    private const int MarkBytes = 16;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>A mark for a browser that has none.</summary>
    public static string NewMark() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(MarkBytes));

    /// <summary>Whether a text can be a mark.</summary>
    public static bool IsMark(string? mark) => mark is not null && mark.Length == Base64Url.GetEncodedLength(MarkBytes) && Base64Url.IsValid(mark);

    /// <summary>Remembers that an account signs in from a browser.</summary>
    /// <returns>True when the account has not been seen there, or so long ago that it is forgotten.</returns>
    public async Task<bool> SeeAsync(string userName, string mark, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(userName, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            var known = table.Get(Kind, userName) is { } json ? JsonSerializer.Deserialize(json, DeviceJson.Default.ListDevice) ?? [] : [];
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mark)))[..32];
            var isNew = known.RemoveAll(device => device.Hash == hash) == 0;
            known.Insert(0, new Device(hash, time.GetUtcNow()));
            await table.PutAsync(Kind, userName, JsonSerializer.SerializeToUtf8Bytes([.. known.Take(Remembered)], DeviceJson.Default.ListDevice), cancellationToken);
            return isNew;
        }
        finally
        {
            turn.Release();
        }
    }
}

/// <summary>A browser that is known.</summary>
/// <param name="Hash">Of its mark.</param>
/// <param name="LastSignIn">UTC.</param>
internal sealed record Device(string Hash, DateTimeOffset LastSignIn);

[JsonSerializable(typeof(List<Device>))]
internal sealed partial class DeviceJson : JsonSerializerContext;
