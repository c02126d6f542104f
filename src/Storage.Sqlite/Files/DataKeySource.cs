using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>Finds wrapped data keys in <c>record.db</c>, over a connection of its own.</summary>
internal sealed class DataKeySource : IDataKeySource, IDisposable
{
    private readonly Connection _connection;
    private readonly Statement _byOwner;
    private readonly Statement _byId;
    private readonly Lock _gate = new();

    public DataKeySource(string path)
    {
        _connection = Connection.Open(path, readOnly: true);
        _byOwner = _connection.Prepare("SELECT id, owner, wrapped FROM data_key WHERE owner = ?1");
        _byId = _connection.Prepare("SELECT id, owner, wrapped FROM data_key WHERE id = ?1 AND length(wrapped) > 0");
    }

    public StoredDataKey? FindByOwner(long owner) => Find(_byOwner, owner);

    public StoredDataKey? FindById(long id) => Find(_byId, id);

    public void Dispose() => _connection.Dispose();

    private StoredDataKey? Find(Statement statement, long value)
    {
        lock (_gate)
        {
            StoredDataKey? found = statement.Bind(1, value).Step() ? new StoredDataKey(statement.Int64(0), statement.Int64(1), statement.Blob(2).ToArray()) : null;
            statement.Reset();
            return found;
        }
    }
}
