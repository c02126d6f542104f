using System.Text.Json.Serialization;
using Carewright.Gateway.Exporting;
using Carewright.Kernel;

namespace Carewright.BulkData.Jobs;

/// <summary>How far a job is.</summary>
internal enum JobState
{
    /// <summary>It waits for its turn, or runs.</summary>
    Open,

    /// <summary>Its files can be had.</summary>
    Done,

    /// <summary>It ended without files.</summary>
    Failed,
}

/// <summary>What a job makes.</summary>
internal enum JobKind
{
    /// <summary>NDJSON files by type (Bulk Data Access).</summary>
    Export,

    /// <summary>One archive of everything (45 CFR 170.315(b)(10)).</summary>
    Ehi,
}

/// <summary>Where a file stands in the manifest.</summary>
internal enum FileRole
{
    /// <summary><c>output</c>.</summary>
    Output,

    /// <summary><c>deleted</c>.</summary>
    Deleted,

    /// <summary><c>error</c>.</summary>
    Error,
}

/// <summary>A file of a finished job.</summary>
/// <param name="Name">Its name in addresses and on the disk.</param>
/// <param name="Type">Resource type of its rows.</param>
/// <param name="Role">Its part of the manifest.</param>
/// <param name="Count">Rows.</param>
/// <param name="Bytes">Size in clear.</param>
internal sealed record JobFile(string Name, string Type, FileRole Role, long Count, long Bytes);

/// <summary>A named value of a request.</summary>
internal readonly record struct Parameter(string Name, string Value);

/// <summary>An export that runs by itself. Kept sealed in the private table, its files' key with it; a change is a new record.</summary>
internal sealed record ExportJob : IJob
{
    public required string Id { get; init; }

    public required JobKind Kind { get; init; }

    public required Requester Requester { get; init; }

    public required ExportLevel Level { get; init; }

    public string? GroupId { get; init; }

    public required IReadOnlyList<Parameter> Parameters { get; init; }

    public bool IsLenient { get; init; }

    /// <summary>The address that was asked, for the manifest.</summary>
    public required string Request { get; init; }

    public required string BaseUrl { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>32 random bytes; its files open with nothing else.</summary>
    public required byte[] Key { get; init; }

    public JobState State { get; init; }

    [JsonIgnore]
    public bool IsOpen => State == JobState.Open;

    public DateTimeOffset? TransactionTime { get; init; }

    public IReadOnlyList<JobFile> Files { get; init; } = [];

    /// <summary>HTTP status of a failed job.</summary>
    public int FailureStatus { get; init; }

    /// <summary>Why it failed.</summary>
    public IReadOnlyList<Issue> Failure { get; init; } = [];

    /// <summary>What names it in the audit log.</summary>
    [JsonIgnore]
    public string Name => $"job={Id}";
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExportJob))]
internal sealed partial class JobJson : JsonSerializerContext;
