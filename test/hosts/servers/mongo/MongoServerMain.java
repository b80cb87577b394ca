import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;

/**
 * A MongoDB-compatible server that keeps all in memory.
 *
 * mongo-java-server 1.47.0 does not say of an upsert that it inserted, which WildDuck asks after it has stored a DKIM key; what MongoDB
 * would say is added here.
 */
public class MongoServerMain {
  public static void main(String[] arguments) throws Exception {
    MongoServer server = new MongoServer(new MemoryBackend() {
      @Override
      public Document handleCommand(Channel channel, String database, String command, Document query) {
        Document answer = super.handleCommand(channel, database, command, query);
        if (command.equalsIgnoreCase("findAndModify") && !answer.containsKey("lastErrorObject") && answer.get("value") instanceof Document made)
          answer.put("lastErrorObject", new Document("updatedExisting", false).append("n", 1).append("upserted", made.get("_id")));
        return answer;
      }
    });
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    Thread.currentThread().join();
  }
}
