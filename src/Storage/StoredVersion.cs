using Carewright.Storage.Indexing;

namespace Carewright.Storage;

/// <summary>
/// One version as the store holds it: header and packed index entries readable, body sealed until <see cref="Open"/>.
/// Immutable; safe to share between threads.
/// </summary>
public abstract class StoredVersion
{
    /// <summary>FHIR resource type.</summary>
    public abstract string ResourceType { get; }

    /// <summary>Logical id. It lies inside the seal, so the first call opens the body.</summary>
    /// <exception cref="SealBrokenException">As <see cref="Open"/>.</exception>
    public abstract string Id { get; }

    /// <summary>Surrogate of the resource, equal in all its versions.</summary>
    public abstract long RowId { get; }

    /// <summary>Keyed hash of <c>Type/id</c>: what references to this resource are indexed by.</summary>
    public abstract long Identity { get; }

    /// <summary>Place in the change feed.</summary>
    public abstract long Sequence { get; }

    /// <summary>FHIR version id, from 1.</summary>
    public abstract long VersionId { get; }

    /// <summary>UTC, millisecond precision.</summary>
    public abstract DateTimeOffset LastUpdated { get; }

    /// <summary><see cref="LastUpdated"/> in microseconds since 1970-01-01 UTC.</summary>
    public abstract long LastUpdatedMicroseconds { get; }

    /// <summary>What this version did.</summary>
    public abstract VersionAction Action { get; }

    /// <summary>True when the resource is deleted as of this version; the body is then empty.</summary>
    public bool IsDeleted => Action == VersionAction.Delete;

    /// <summary>
    /// References (<c>Patient/1</c>) of the patients in whose compartment the resource is, for the audit record; kept sealed. A Patient is in its own.
    /// A delete keeps those of the version before it.
    /// </summary>
    public abstract IReadOnlyList<string> Patients { get; }

    /// <summary>The packed index entries: what authorisation filters and residual predicates are decided on.</summary>
    public abstract PackedEntries Entries { get; }

    /// <summary>The resource as UTF-8 JSON: decrypts (authenticating type, identity and version), decompresses. Cached after the first call.</summary>
    /// <exception cref="SealBrokenException">The row was changed behind our back, or its key is destroyed.</exception>
    public abstract ReadOnlyMemory<byte> Open();
}

/// <summary>A sealed value does not authenticate: changed on disk, swapped with another row, or its key was destroyed.</summary>
public sealed class SealBrokenException(string message) : Exception(message);
