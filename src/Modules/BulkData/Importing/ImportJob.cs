using System.Text.Json.Serialization;
using Carewright.BulkData.Jobs;
using Carewright.BulkData.Sealing;
using Carewright.Kernel;

namespace Carewright.BulkData.Importing;

/// <summary>A file to import.</summary>
/// <param name="Type">The one resource type of its lines; null when it may hold any.</param>
/// <param name="Url">Where it is, as it was asked.</param>
/// <param name="ETag">The version that is wanted, or null.</param>
/// <param name="Staged">Id of the upload, when it was uploaded to this server; else null.</param>
internal sealed record ImportInput(string? Type, string Url, string? ETag = null, string? Staged = null);

/// <summary>What became of the resources of one type.</summary>
internal sealed record ImportCount(string Type, long Created, long Updated, long Unchanged)
{
    [JsonIgnore]
    public long Total => Created + Updated + Unchanged;
}

/// <summary>How far a file is. Kept with the job at each checkpoint, so that an import goes on where it was, and its counts are right.</summary>
internal sealed record InputState
{
    /// <summary>Lines that are done.</summary>
    public int Lines { get; init; }

    public bool IsDone { get; init; }

    /// <summary>The entity tag that the file had when it was first opened: after a break the rest must be of the same file.</summary>
    public string? Tag { get; init; }

    public IReadOnlyList<ImportCount> Counts { get; init; } = [];

    public long Refused { get; init; }

    /// <summary>Sealed files of OperationOutcomes about it.</summary>
    public IReadOnlyList<JobFile> Errors { get; init; } = [];
}

/// <summary>An import that runs by itself. Kept sealed in the private table; a change is a new record.</summary>
internal sealed record ImportJob : IJob
{
    public required string Id { get; init; }

    public required Requester Requester { get; init; }

    /// <summary>The files; empty until the manifest of <see cref="Manifest"/> has been fetched.</summary>
    public required IReadOnlyList<ImportInput> Inputs { get; init; }

    /// <summary>Address of a Bulk Data manifest whose output is to be imported, or null.</summary>
    public string? Manifest { get; init; }

    /// <summary>The address that was asked.</summary>
    public required string Request { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>32 random bytes; its files of errors open with nothing else.</summary>
    public required byte[] Key { get; init; }

    public JobState State { get; init; }

    [JsonIgnore]
    public bool IsOpen => State == JobState.Open;

    /// <summary>When it ended.</summary>
    public DateTimeOffset? TransactionTime { get; init; }

    /// <summary>By file, in the order of <see cref="Inputs"/>; shorter when some have not begun.</summary>
    public IReadOnlyList<InputState> States { get; init; } = [];

    public int FailureStatus { get; init; }

    public IReadOnlyList<Issue> Failure { get; init; } = [];

    /// <summary>What names it in the audit log.</summary>
    [JsonIgnore]
    public string Name => $"import={Id}";

    internal InputState StateOf(int input) => input < States.Count ? States[input] : new InputState();

    internal ImportJob With(int input, InputState state)
    {
        var states = new InputState[Math.Max(States.Count, input + 1)];
        for (var i = 0; i < states.Length; i++)
            states[i] = i == input ? state : StateOf(i);
        return this with { States = states };
    }
}

/// <summary>Files of errors of imports, one folder per job.</summary>
/// <param name="root">The folder; made when it is first needed.</param>
internal sealed class ImportFolder(DirectoryInfo root) : SealedFolder(root);

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportJob))]
internal sealed partial class ImportJobJson : JsonSerializerContext;
