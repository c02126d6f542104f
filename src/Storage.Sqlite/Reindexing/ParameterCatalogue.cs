using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Storage.Indexing;
using Carewright.Storage.Indexing.Catalogue;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Files;

namespace Carewright.Storage.Sqlite.Reindexing;

/// <summary>
/// Holds the <see cref="CatalogueState"/> of an open store: makes each step durable, and puts what follows from it in force, on the writer's thread and alone, so that every commit is wholly before or wholly
/// after it. Reading is for everybody.
/// </summary>
internal sealed class ParameterCatalogue
{
    private readonly StoreState _store;
    private readonly RecordFile _record;
    private readonly TimeProvider _time;
    private volatile CatalogueState _state;
    private volatile FhirModel _written = FhirModel.R4;
    private volatile FhirModel _searchable = FhirModel.R4;

    public ParameterCatalogue(StoreState store, RecordFile record, CatalogueState state, TimeProvider time)
    {
        (_store, _record, _state, _time) = (store, record, state, time);
        foreach (var type in state.Concerned())
            store.Encoder.Put(Index(state, type));
        Publish(state);
    }

    public CatalogueState State => _state;

    public FhirModel Written => _written;

    public FhirModel Searchable => _searchable;

    /// <summary>How far the work on a type is at this moment; set by whoever does it.</summary>
    public Func<string, IndexingStatus?> Progress { get; set; } = static _ => null;

    /// <summary>The state a record file was left with; one is put there when there is none.</summary>
    public static CatalogueState Load(StoreState store, RecordFile record, bool isNew)
    {
        var (kind, key) = Place(store);
        if (record.Private(kind, key) is { } row)
            return CatalogueFile.Read(PrivateSeal.Open(store.Keys, kind, key, row).Value);
        // A store that says nothing was written by the first rules.
        var state = CatalogueState.Empty with { Extraction = isNew ? TypeIndex.ExtractionVersion : 1 };
        Save(store, record, state);
        return state;
    }

    /// <summary>Takes a step. On the writer's thread, alone.</summary>
    public void Change(Func<CatalogueState, CatalogueState> step)
    {
        var before = _state;
        var after = step(before);
        if (ReferenceEquals(before, after))
            return;
        var types = before.Concerned().Union(after.Concerned(), StringComparer.Ordinal).Where(type => !Added(type).SequenceEqual(after.Added(type))).Select(type => Index(after, type)).ToList();
        _record.Begin();
        try
        {
            _record.SaveParameters(_store.Registry);
            Save(_store, _record, after);
            _record.Commit();
        }
        catch
        {
            _record.Rollback();
            throw;
        }
        _state = after;
        foreach (var type in types)
            _store.Encoder.Put(type);
        Publish(after);

        IReadOnlyList<AddedParameter> Added(string type) => before.Added(type);
    }

    /// <summary>Whether a type has no resources.</summary>
    public bool IsEmpty(string type) => CountOf(type) == 0;

    /// <summary>How many resources a type has.</summary>
    public long CountOf(string type) => _store.Delta.Snapshot.Coverage.Counts.GetValueOrDefault(_store.Encoder.TypeNumber(type));

    public DateTimeOffset Now => _time.GetUtcNow();

    public IReadOnlyList<SearchParameterStatus> Status()
    {
        var state = _state;
        var all = from entry in state.Entries
                  where entry.IsWanted
                  from type in entry.Types
                  orderby type, entry.Definition.Code
                  let standing = entry.Answers(type) ? SearchParameterState.Whole : state.InForce(type, entry.Definition.Code) is null ? SearchParameterState.BeingIndexed : SearchParameterState.BeingReplaced
                  select new SearchParameterStatus(type, entry.Definition, standing, standing == SearchParameterState.Whole ? null : WorkOn(state, entry, type));
        return [.. all];
    }

    private TypeIndex Index(CatalogueState state, string type) => _store.Encoder.Type(type).With(state.Added(type), _store.Registry);

    private void Publish(CatalogueState state)
    {
        var types = state.Concerned().Where(type => _store.Encoder.Type(type).Added.Count > 0).ToList();
        var written = types.ToDictionary(type => type, type => _store.Encoder.Type(type).Added, StringComparer.Ordinal);
        var searchable = new Dictionary<string, IReadOnlyList<SearchParameterDefinition>>(StringComparer.Ordinal);
        foreach (var type in types)
            searchable[type] = [.. _store.Encoder.Type(type).Added.Where(definition => state.InForce(type, definition.Code)?.Definition == definition)];
        searchable["Resource"] = [.. state.Entries.Where(entry => entry.Definition.Bases.Contains("Resource") && entry.Types.All(type => state.InForce(type, entry.Definition.Code) == entry)).Select(entry => entry.Definition)];
        _written = FhirModel.R4.With(new SearchParameterLayer(written));
        _searchable = FhirModel.R4.With(new SearchParameterLayer(searchable, WhyNotReady));
    }

    private string? WhyNotReady(string type, string code)
    {
        var state = _state;
        if (type == "Resource")
        {
            var general = state.Entries.Find(entry => entry.IsWanted && entry.Definition.Code == code && entry.Definition.Bases.Contains("Resource"));
            return general?.Types.Order(StringComparer.Ordinal).Select(one => WhyNotReady(one, code)).FirstOrDefault(why => why is not null);
        }
        return state.Wanted(type, code) is { } wanted && state.InForce(type, code) is null ? Sentence(type, code, WorkOn(state, wanted, type)) : null;
    }

    private static string Sentence(string type, string code, IndexingStatus work)
    {
        var left = work.Left is { } time ? string.Create(CultureInfo.InvariantCulture, $", about {Math.Max(1, (long)time.TotalSeconds)} s left") : "";
        return work.IsRunning
            ? string.Create(CultureInfo.InvariantCulture, $"'{code}' of {type} is being indexed: {work.Percent} % ({work.Done} of {work.Total} resources{left}). Ask again when it is whole.")
            : string.Create(CultureInfo.InvariantCulture, $"'{code}' of {type} is being indexed: 0 %, it waits its turn. Ask again when it is whole.");
    }

    private IndexingStatus WorkOn(CatalogueState state, CatalogueEntry entry, string type) =>
        state.TypeOf(type).Pass is { } pass && pass.Generation >= entry.Generation && Progress(type) is { } running ? running : new IndexingStatus(type, 0, CountOf(type), null, false);

    private static void Save(StoreState store, RecordFile record, CatalogueState state)
    {
        var (kind, key) = Place(store);
        record.PutPrivate(kind, key, PrivateSeal.Close(store.Keys, kind, key, CatalogueFile.Key, CatalogueFile.Write(state)));
    }

    private static (long Kind, long Key) Place(StoreState store) =>
        (store.Blind.Hash(HashKind.Private, CatalogueFile.Kind), store.Blind.Hash(HashKind.Private, CatalogueFile.Kind, CatalogueFile.Key));
}
