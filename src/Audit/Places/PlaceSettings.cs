using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>A second place as the clinic configures it: one of three kinds.</summary>
/// <param name="Name">What it is called; unique.</param>
/// <param name="Kind"><c>file</c>, <c>syslog</c> or <c>s3</c>.</param>
public sealed record PlaceSettings(string Name, string Kind)
{
    /// <summary>For <c>file</c>: absolute path, outside of the store's folder.</summary>
    public string? Path { get; init; }

    /// <summary>For <c>syslog</c>: the collector.</summary>
    public SyslogTarget? Syslog { get; init; }

    /// <summary>For <c>s3</c>: the bucket. Its secret key never leaves; a change that leaves it empty keeps the one there is.</summary>
    public S3Target? S3 { get; init; }

    /// <summary>Without its secret.</summary>
    public PlaceSettings WithoutSecret() => S3 is null ? this : this with { S3 = S3 with { SecretKey = "" } };

    /// <summary>The place itself.</summary>
    public ICheckpointPlace Open() => Kind switch
    {
        "file" => new FilePlace(Path!),
        "syslog" => new SyslogPlace(new SyslogSender(Syslog!, Environment.MachineName)),
        _ => new S3Place(S3!),
    };

    /// <summary>What is wrong with it; empty when it can be used.</summary>
    /// <param name="store">Folder of the store, which a copy of the store's disk takes along.</param>
    public IReadOnlyList<Issue> Check(string store) => Kind switch
    {
        _ when Name.Length is 0 or > 80 => [Wrong("name", "A name has 1 to 80 characters.")],
        "file" when Path is null || !System.IO.Path.IsPathFullyQualified(Path) => [Wrong("path", "An absolute path is needed.")],
        "file" when IsBelow(Path, store) => [Wrong("path", "A file in the store's own folder goes wherever the store goes: choose another disk or machine.")],
        "syslog" when Syslog is not { Host.Length: > 0, Port: > 0 and < 65536 } => [Wrong("syslog", "A host and a port are needed.")],
        "s3" when S3 is not { Bucket.Length: > 0, Region.Length: > 0, AccessKey.Length: > 0, SecretKey.Length: > 0, RetainDays: > 0 } => [Wrong("s3", "A bucket, a region, both keys and the days to lock are needed.")],
        "s3" when S3.Endpoint is { } endpoint && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || uri.IsLoopback)) => [Wrong("s3.endpoint", "The endpoint is spoken to by https.")],
        "file" or "syslog" or "s3" => [],
        _ => [Wrong("kind", "Must be file, syslog or s3.")],
    };

    private static bool IsBelow(string path, string store) =>
        store.Length > 0 && System.IO.Path.GetFullPath(path).StartsWith(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(store)) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static Issue Wrong(string place, string message) => Issue.Error(IssueTypes.Value, "AUDIT-PLACE", message, place);
}

/// <summary>How far a second place is.</summary>
/// <param name="Sequence">The last checkpoint that it has taken; 0 for none.</param>
/// <param name="At">When that was.</param>
/// <param name="Fault">Why it did not take the next; null when it took all.</param>
/// <param name="FaultSince">Since when it does not.</param>
public sealed record PlaceProgress(long Sequence, DateTimeOffset? At, string? Fault, DateTimeOffset? FaultSince);

/// <summary>JSON of the places, in the store and over HTTP.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlaceSettings[]))]
[JsonSerializable(typeof(PlaceProgress))]
public sealed partial class PlaceJson : JsonSerializerContext;

/// <summary>The second places of a store, and how far each is. Kept in the private table: keys of buckets lie nowhere in clear.</summary>
/// <param name="table">The private table.</param>
public sealed class PlaceRegister(IPrivateTable table)
{
    private const string Kind = "audit-places";
    private const string ProgressKind = "audit-place-progress";

    /// <summary>The places.</summary>
    public IReadOnlyList<PlaceSettings> All => table.Get(Kind, "all") is { } json ? JsonSerializer.Deserialize(json, PlaceJson.Default.PlaceSettingsArray) ?? [] : [];

    /// <summary>Replaces them, durably. A secret that is left empty stays as it is.</summary>
    public async Task PutAsync(IReadOnlyList<PlaceSettings> places, CancellationToken cancellationToken) =>
        await table.PutAsync(Kind, "all", JsonSerializer.SerializeToUtf8Bytes([.. Completed(places)], PlaceJson.Default.PlaceSettingsArray), cancellationToken);

    /// <summary>The places with the secrets that are known of them.</summary>
    public IReadOnlyList<PlaceSettings> Completed(IReadOnlyList<PlaceSettings> places)
    {
        var known = All.Where(place => place.S3 is not null).ToDictionary(place => place.Name, place => place.S3!.SecretKey, StringComparer.Ordinal);
        return [.. places.Select(place => place.S3 is { SecretKey.Length: 0 } s3 && known.TryGetValue(place.Name, out var secret) ? place with { S3 = s3 with { SecretKey = secret } } : place)];
    }

    /// <summary>How far a place is.</summary>
    public PlaceProgress ProgressOf(string name) =>
        table.Get(ProgressKind, name) is { } json ? JsonSerializer.Deserialize(json, PlaceJson.Default.PlaceProgress)! : new PlaceProgress(0, null, null, null);

    internal Task PutAsync(string name, PlaceProgress progress, CancellationToken cancellationToken) =>
        table.PutAsync(ProgressKind, name, JsonSerializer.SerializeToUtf8Bytes(progress, PlaceJson.Default.PlaceProgress), cancellationToken);
}
