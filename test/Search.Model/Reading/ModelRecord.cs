using Carewright.Fhir.Json;

namespace Carewright.Search.Model.Reading;

/// <summary>One resource as it stands.</summary>
/// <param name="Document">Its content.</param>
/// <param name="LastUpdated">When it was last written.</param>
public sealed record ModelResource(ResourceDocument Document, DateTimeOffset LastUpdated)
{
    /// <summary>Its type.</summary>
    public string Type => Document.ResourceType;

    /// <summary><c>Type/id</c>.</summary>
    public string Reference { get; } = $"{Document.ResourceType}/{Document.Id}";
}

/// <summary>The current resources, in the order in which they came to be.</summary>
public sealed class ModelRecord
{
    private readonly Dictionary<string, ModelResource> _current = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<ModelResource> All => _current.Values;

    /// <summary>What a reference names; null when there is no such resource.</summary>
    public ModelResource? Find(string reference) => _current.GetValueOrDefault(reference);

    /// <summary>Takes a resource in, or a newer state of it.</summary>
    public void Put(ModelResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        _current[resource.Reference] = resource;
    }

    /// <summary>Takes a resource out.</summary>
    public void Remove(string reference) => _current.Remove(reference);
}
