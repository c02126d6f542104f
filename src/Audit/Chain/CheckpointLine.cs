using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>A checkpoint as it is written to a second place: one line of JSON that can be checked without the store.</summary>
/// <param name="Tenant">Whose log.</param>
/// <param name="Sequence">Sequence number of an audit record.</param>
/// <param name="At">When it was signed, UTC, to the millisecond.</param>
/// <param name="Hash">Its chain value, in hexadecimal.</param>
/// <param name="Signature">ECDSA P-384 over SHA-384 of <see cref="AuditCheckpoint.Statement"/>, IEEE P1363 form, base64.</param>
/// <param name="Key">The public key, DER SubjectPublicKeyInfo, base64.</param>
public sealed record CheckpointLine(string Tenant, long Sequence, DateTimeOffset At, string Hash, string Signature, string Key)
{
    /// <summary>The line, without an end of line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CheckpointLineJson.Default.CheckpointLine);

    /// <summary>
    /// Reads a line of a second place. What stands before the JSON, as a syslog collector writes it, is skipped.
    /// </summary>
    /// <returns>The line; null when it holds no checkpoint.</returns>
    public static CheckpointLine? Parse(string text)
    {
        var start = text.IndexOf("{\"tenant\":", StringComparison.Ordinal);
        if (start < 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text.AsSpan(start).TrimEnd(), CheckpointLineJson.Default.CheckpointLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the line was signed with the key, for the tenant, as it stands.</summary>
    internal bool IsGenuine(ECDsa key, TenantId tenant)
    {
        var (hash, signature) = (new byte[AuditChain.ValueLength], new byte[256]);
        return Tenant == tenant.Value
            && Hash.Length == 2 * hash.Length
            && Convert.FromHexString(Hash, hash, out _, out _) == System.Buffers.OperationStatus.Done
            && Convert.TryFromBase64String(Signature, signature, out var length)
            && key.VerifyData(AuditCheckpoint.Statement(tenant, Sequence, At, hash), signature.AsSpan(0, length), HashAlgorithmName.SHA384);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointLine))]
internal sealed partial class CheckpointLineJson : JsonSerializerContext;
